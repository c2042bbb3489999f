#pragma once

#include "common/base/result.h"
#include "common/model/row_places.h"
#include "common/model/update.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The whole protocol. Every message is a struct here: its tag, what it takes to be allowed to send it, how it is laid
/// out on the wire, and its fields. The codec, the check of permissions and the golden transcripts all derive from
/// that.
///
/// Rules: tags are permanent; fields are added at the end of `fields` with a default, never renamed, retyped or reused.
/// Names on the wire are those given to `f`. A `positional` message is an array on the wire, the others are maps.
namespace cleat {

/// Major versions of the protocol that this program speaks. A minor change needs no number: unknown fields are ignored
/// and unknown messages answered "unsupported".
inline constexpr int PROTOCOL_OLDEST = 1;
inline constexpr int PROTOCOL_NEWEST = 1;

/// How many sessions, clients, shares or recordings a list may have. A server that lists more is not believed.
inline constexpr std::size_t MOST_LISTED = 10'000;

/// Bytes as they are; on the wire `bin`, where a `std::string` is text, `str`.
struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

/// What a peer may do. The server decides it, once, from Hello and Attach.
enum class Role : std::uint8_t { observer = 0, controller = 1 };

/// How a controller comes to a session, or to control it.
enum class Claim : std::uint8_t {
    shared = 0,    ///< with the others, as long as none of them holds it
    exclusive = 1, ///< holds it: all others only watch until it leaves. Refused while another one holds it
    take = 2,      ///< the same, also from one that holds it
};

/// Whose terminal's size a session has. Observers' never count.
enum class SizeRule : std::uint8_t {
    latest = 0,   ///< that of the controller that typed, came or was resized last
    smallest = 1, ///< as many rows, and as many columns, as all controllers have
    largest = 2,  ///< as any of them has
    fixed = 3,    ///< nobody's
};

/// Whom a session is shared with.
enum class Audience : std::uint8_t { user = 0, group = 1, everyone = 2 };

/// Which of its policies ended a session.
enum class EndCause : std::uint8_t {
    none = 0,    ///< none of them
    timeout = 1, ///< its program's time was up
    max_age = 2, ///< it was too old
    idle = 3,    ///< it had no client for too long
};

/// What it takes to send a message.
enum class Permission : std::uint8_t {
    visit,   ///< any peer, a guest too: another user, who sees nothing but what is shared with it
    look,    ///< any peer of the server's owner
    claim,   ///< a peer that greeted, and attached, as a controller, also while another one holds control
    control, ///< a peer whose role is controller at that moment
    steer,   ///< the same, as long as no other client holds control of the session that the message names
};

/// What a session's program has for its standard descriptors.
enum class SessionKind : std::uint8_t {
    terminal = 0, ///< a terminal, for all three
    pipes = 1,    ///< a pipe for each
};

/// What a program wrote on. All that comes from a terminal is `out`.
enum class OutputStream : std::uint8_t { out = 0, err = 1 };

enum class Layout : std::uint8_t { map, positional };

/// How a session is to be recorded.
struct RecordingWish {
    std::string path;               ///< absolute; `{name}` and `{time}` in it are the session's and the beginning's
    bool overwrite = false;         ///< a file that is there; else it is refused
    bool compress = false;          ///< with zstd
    bool input = false;             ///< what is typed too, but while the terminal does not echo it
    std::uint64_t rotate_bytes = 0; ///< another file once one is as long; 0: never
    std::uint64_t rotate_ms = 0;    ///< another file once one has lasted as long; 0: never
    bool to_others_pipe = false;    ///< the file may be a pipe that another user has made
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("path", m.path);
        f("overwrite", m.overwrite);
        f("compress", m.compress);
        f("input", m.input);
        f("rotate_bytes", m.rotate_bytes);
        f("rotate_ms", m.rotate_ms);
        f("to_others_pipe", m.to_others_pipe);
    }
    bool operator==(const RecordingWish&) const = default;
};

/// How it goes with a recording.
enum class RecordingState : std::uint8_t {
    running = 0,
    paused = 1, ///< nothing can be written now; once it can, it goes on, with a gap if something is lost by then
    ended = 2,  ///< because it was asked to, or the session has ended
    failed = 3, ///< before that
};

// --- client to server ------------------------------------------------------------------------------------------------

/// The first frame of a client.
struct Hello {
    static constexpr int tag = 1;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    int oldest = PROTOCOL_OLDEST; ///< protocol majors spoken, from ...
    int newest = PROTOCOL_NEWEST; ///< ... to
    std::string version;          ///< of the program, for people
    Role role = Role::controller; ///< the most that is wanted on this connection
    std::string terminal;         ///< TERM, or empty
    std::uint64_t silence_ms = 0; ///< it is gone when nothing comes for so long, for it pings more often; 0: never
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("oldest", m.oldest);
        f("newest", m.newest);
        f("version", m.version);
        f("role", m.role);
        f("terminal", m.terminal);
        f("silence_ms", m.silence_ms);
    }
    bool operator==(const Hello&) const = default;
};

/// Make a session. Answered by `Created`, or `Failed` with the reason (also when the program cannot be started).
struct New {
    static constexpr int tag = 2;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::string name;                     ///< empty: the server finds one
    std::vector<std::string> command;     ///< empty: the user's shell
    std::string directory;                ///< absolute; empty: the home directory
    std::vector<std::string> environment; ///< K=V, over the few variables that come from the server
    int rows = 24;
    int columns = 80;
    std::uint64_t linger_ms = 300'000; ///< how long status and screen stay after the end
    SizeRule size_rule = SizeRule::latest;
    std::string user;                 ///< whose the program is, by name or number; empty: the server's user's
    std::vector<std::string> rlimits; ///< as `parse_resource_limit` reads them; later ones of a name count
    SessionKind kind = SessionKind::terminal;
    bool input = true;   ///< on pipes: one for standard input too; else that is /dev/null
    bool follow = false; ///< on pipes: the peer follows it from its beginning, as its controller, and nothing is lost
                         ///< to it; `Following` comes after `Created`
    std::optional<std::uint64_t> timeout_ms;    ///< the program's deadline
    std::optional<std::uint64_t> max_age_ms;    ///< the session's
    std::optional<std::uint64_t> idle_after_ms; ///< how long it may be without a client
    std::uint64_t grace_ms = 30'000;            ///< between the signals that end it then
    std::vector<std::string> followed; ///< NAME=VALUE, or NAME= where the client has none: what is another controller's
                                       ///< when that comes
    std::optional<RecordingWish> record;  ///< from its beginning; where that is not possible there is no session
    std::uint64_t history_lines = 10'000; ///< that its terminal keeps, as far as memory is meant for them
    std::optional<std::uint32_t> umask;   ///< of the program (umask(2)), 0 to 0777; else that of a login
    std::optional<std::int32_t> nice;     ///< of the program (nice(2)), -20 to 19; else 0
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("name", m.name);
        f("command", m.command);
        f("directory", m.directory);
        f("environment", m.environment);
        f("rows", m.rows);
        f("columns", m.columns);
        f("linger_ms", m.linger_ms);
        f("size_rule", m.size_rule);
        f("user", m.user);
        f("rlimits", m.rlimits);
        f("kind", m.kind);
        f("input", m.input);
        f("follow", m.follow);
        f("timeout_ms", m.timeout_ms);
        f("max_age_ms", m.max_age_ms);
        f("idle_after_ms", m.idle_after_ms);
        f("grace_ms", m.grace_ms);
        f("followed", m.followed);
        f("record", m.record);
        f("history_lines", m.history_lines);
        f("umask", m.umask);
        f("nice", m.nice);
    }
    bool operator==(const New&) const = default;
};

/// Become a viewer of a session. Answered by `Attached`, then `Step` after `Step`.
struct Attach {
    static constexpr int tag = 3;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    std::string session; ///< empty: the one that was active last
    Role role = Role::controller;
    int rows = 24;
    int columns = 80;
    std::uint64_t history = 1'000;     ///< rows of history wanted at first
    std::uint64_t catch_up = 10'000;   ///< rows wanted at most when output was too fast to follow
    std::uint64_t inside = 0;          ///< id of the session that the client runs in, or 0
    bool nested = false;               ///< attach although the client runs in another session
    bool clipboard = false;            ///< the program may ask for the clipboard of the viewer's terminal
    Claim claim = Claim::shared;       ///< for a controller
    std::vector<std::string> followed; ///< NAME=VALUE, of a controller on the server's machine
    std::vector<std::string> shown_in; ///< tokens: of the session that the client is in, and of those that show that
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("role", m.role);
        f("rows", m.rows);
        f("columns", m.columns);
        f("history", m.history);
        f("catch_up", m.catch_up);
        f("inside", m.inside);
        f("nested", m.nested);
        f("clipboard", m.clipboard);
        f("claim", m.claim);
        f("followed", m.followed);
        f("shown_in", m.shown_in);
    }
    bool operator==(const Attach&) const = default;
};

/// Stop being a viewer. Answered by `Detached`.
struct Detach {
    static constexpr int tag = 4;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const Detach&) const = default;
};

/// Detach every viewer of a session, or one of them, or all but the one that typed last. Answered by `Done`, or
/// `Failed` where there is none of that id.
struct DetachAll {
    static constexpr int tag = 5;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::string session;
    std::uint64_t client = 0; ///< this one alone; 0 for all
    bool others = false;      ///< not the one that typed, came or was resized last
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("client", m.client);
        f("others", m.others);
    }
    bool operator==(const DetachAll&) const = default;
};

/// What was typed, as the bytes for the program. Not answered.
struct Input {
    static constexpr int tag = 6;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::positional;
    Bytes bytes;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("bytes", m.bytes);
    }
    bool operator==(const Input&) const = default;
};

/// The viewer's terminal has this size now. Not answered.
struct Resize {
    static constexpr int tag = 7;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    int rows = 24;
    int columns = 80;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("rows", m.rows);
        f("columns", m.columns);
    }
    bool operator==(const Resize&) const = default;
};

/// `Step` number `step` and those before it were drawn. Not answered.
struct Acknowledge {
    static constexpr int tag = 8;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t step = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("step", m.step);
    }
    bool operator==(const Acknowledge&) const = default;
};

/// Answered by `Sessions`.
struct List {
    static constexpr int tag = 9;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const List&) const = default;
};

/// Answered by `Done`.
struct Rename {
    static constexpr int tag = 10;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    std::string name;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("name", m.name);
    }
    bool operator==(const Rename&) const = default;
};

/// Signal every process group of a session; signal 0 ends it: SIGHUP, SIGTERM, SIGKILL, each a grace after the one
/// before to those that are left. Answered by `Done` when the signal is sent, for an end when all of them are gone and
/// were waited for.
struct Kill {
    static constexpr int tag = 11;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    int signal = 0;
    std::uint64_t grace_ms = 2'000; ///< between signals, for an end
    /// To end it is never refused: that is how one gets out.
    [[nodiscard]] Permission takes() const { return signal == 0 ? Permission::control : permission; }
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("signal", m.signal);
        f("grace_ms", m.grace_ms);
    }
    bool operator==(const Kill&) const = default;
};

/// Give a session a size that lasts until a controller's terminal decides again, or another rule for whose size it has.
/// Answered by `Done`.
struct SetSize {
    static constexpr int tag = 12;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    int rows = 0; ///< 0 and 0: the size it has
    int columns = 0;
    std::optional<SizeRule> rule;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("rows", m.rows);
        f("columns", m.columns);
        f("rule", m.rule);
    }
    bool operator==(const SetSize&) const = default;
};

/// Answered by `Snapshotted`.
struct TakeSnapshot {
    static constexpr int tag = 13;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    std::string session;
    std::uint64_t history = 0; ///< how many logical lines of history to give along
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("history", m.history);
    }
    bool operator==(const TakeSnapshot&) const = default;
};

/// One thing to be typed.
struct SendPiece {
    enum class Kind : std::uint8_t { text = 0, key = 1, paste = 2 };
    Kind kind = Kind::text;
    Bytes data; ///< text as it is, the name of a key, or what is pasted
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("kind", m.kind);
        f("data", m.data);
    }
    bool operator==(const SendPiece&) const = default;
};

/// Type into a session without attaching. Answered by `Sent`; all or nothing.
struct Send {
    static constexpr int tag = 14;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    std::vector<SendPiece> pieces;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("pieces", m.pieces);
    }
    bool operator==(const Send&) const = default;
};

/// Wait until something holds of a session. Answered by `Waited`, or `Failed` (timeout, ended, not_found).
struct Wait {
    static constexpr int tag = 15;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    enum class For : std::uint8_t { text = 0, idle = 1, exit = 2, shown = 3 };
    std::string session;
    For what = For::text;
    std::string pattern;                ///< RE2, for `text`
    std::uint64_t idle_ms = 0;          ///< for `idle`
    std::optional<std::uint64_t> after; ///< only what the program wrote from this offset on counts
    std::optional<std::uint64_t> timeout_ms;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("what", m.what);
        f("pattern", m.pattern);
        f("idle_ms", m.idle_ms);
        f("after", m.after);
        f("timeout_ms", m.timeout_ms);
    }
    bool operator==(const Wait&) const = default;
};

/// Answered by `ServerStatus`.
struct AskStatus {
    static constexpr int tag = 16;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const AskStatus&) const = default;
};

/// End the server and every session. Answered by `Done`, then the connection closes when the server is gone.
struct Stop {
    static constexpr int tag = 17;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const Stop&) const = default;
};

/// What the viewer's terminal looks like, for queries that the program makes. Colours as `Colour::bits`. Not answered.
struct Profile {
    static constexpr int tag = 18;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::optional<Colour> foreground;
    std::optional<Colour> background;
    int cell_width = 0;
    int cell_height = 0;
    std::optional<Colour> cursor;
    Palette palette; ///< those of OSC 4, as far as the terminal has told
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("foreground", m.foreground);
        f("background", m.background);
        f("cell_width", m.cell_width);
        f("cell_height", m.cell_height);
        f("cursor", m.cursor);
        f("palette", m.palette);
    }
    bool operator==(const Profile&) const = default;
};

/// A piece of a paste. The server frames it if the program asked for frames. Not answered.
struct Paste {
    static constexpr int tag = 19;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    Bytes bytes;
    bool begin = true;
    bool end = true;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("bytes", m.bytes);
        f("begin", m.begin);
        f("end", m.end);
    }
    bool operator==(const Paste&) const = default;
};

/// The viewer's terminal got or lost the focus. Not answered.
struct Focus {
    static constexpr int tag = 20;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    bool focused = true;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("focused", m.focused);
    }
    bool operator==(const Focus&) const = default;
};

/// A mouse report of the viewer's terminal, as its bytes; dropped if the program no longer wants any. Not answered.
struct Mouse {
    static constexpr int tag = 21;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::positional;
    Bytes bytes;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("bytes", m.bytes);
    }
    bool operator==(const Mouse&) const = default;
};

/// What `Happened::Kind::clipboard_query` asked for; no bytes where there is nothing. Not answered.
struct Clipboard {
    static constexpr int tag = 22;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    Bytes bytes;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("bytes", m.bytes);
    }
    bool operator==(const Clipboard&) const = default;
};

/// Hold control of the session that the peer watches, whoever has it now. Answered by `Done`, after the `RoleChanged`
/// of all whom it concerns.
struct TakeControl {
    static constexpr int tag = 23;
    static constexpr Permission permission = Permission::claim;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const TakeControl&) const = default;
};

/// Ask who holds control of the session that the peer watches to give it up to the peer. Answered by `Done`; if it is
/// granted, `RoleChanged` follows some time.
struct AskControl {
    static constexpr int tag = 24;
    static constexpr Permission permission = Permission::claim;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const AskControl&) const = default;
};

/// Give control to a client that asked for it. Answered by `Done`, or `Failed` where it does not ask.
struct GrantControl {
    static constexpr int tag = 25;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::uint64_t client = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("client", m.client);
    }
    bool operator==(const GrantControl&) const = default;
};

/// Answered by `Clients`.
struct ListClients {
    static constexpr int tag = 26;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    std::string session;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const ListClients&) const = default;
};

/// Let other users of the machine look on, or until another time. Answered by `Done` when they can come.
struct Share {
    static constexpr int tag = 27;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::string session;
    Audience audience = Audience::user;
    std::uint64_t id = 0;                ///< of the user or the group on the server's machine; 0 for everyone
    std::optional<std::uint64_t> for_ms; ///< how long it lasts; else for the session's life
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("audience", m.audience);
        f("id", m.id);
        f("for_ms", m.for_ms);
    }
    bool operator==(const Share&) const = default;
};

/// Share a session no more; who looked on by that alone is disconnected. Answered by `Done`, or `Failed` where it is
/// not shared so.
struct Unshare {
    static constexpr int tag = 28;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::string session;
    std::optional<Audience> audience; ///< nothing: whomever it is shared with
    std::uint64_t id = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("audience", m.audience);
        f("id", m.id);
    }
    bool operator==(const Unshare&) const = default;
};

/// Answered by `Shares`.
struct ListShares {
    static constexpr int tag = 29;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    std::optional<std::string> session; ///< nothing: all of them
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const ListShares&) const = default;
};

/// Answered by `Pong`. By it the two ends of a link know that it is there; one that does not know it answers too.
struct Ping {
    static constexpr int tag = 30;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const Ping&) const = default;
};

/// Follow a session's output, as its bytes. Answered by `Following`, then `Output` after `Output`, and `Gap` for what
/// the session does not keep any more; `Ended` after the last byte, or `Detached` where no more is wanted. A peer
/// follows one session or is attached to one, not both; what an attached peer may send and be sent besides holds here
/// too.
struct Follow {
    static constexpr int tag = 40;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    enum class Streams : std::uint8_t { both = 0, out = 1, err = 2, none = 3 };
    std::string session; ///< empty: the one that was active last
    Role role = Role::observer;
    Claim claim = Claim::shared;
    std::optional<std::uint64_t> since; ///< offset of the first byte wanted; at most that of the end
    std::optional<std::uint64_t> lines; ///< else: as many of the last lines; else where the last controller was
    Streams streams = Streams::both;
    bool goes_on = true;               ///< after what there is now
    bool pipes_only = false;           ///< refuse (`no_pipes`) where the program runs on a terminal
    std::vector<std::string> shown_in; ///< tokens, as in `Attach`, where what comes is shown there
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("role", m.role);
        f("claim", m.claim);
        f("since", m.since);
        f("lines", m.lines);
        f("streams", m.streams);
        f("goes_on", m.goes_on);
        f("pipes_only", m.pipes_only);
        f("shown_in", m.shown_in);
    }
    bool operator==(const Follow&) const = default;
};

/// The standard input of a session on pipes ends after what was sent. Answered by `Done`; `Failed` where it is closed,
/// or is that of a terminal, which has no end.
struct CloseInput {
    static constexpr int tag = 41;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const CloseInput&) const = default;
};

/// Send a signal to the foreground process group of a session's terminal; on pipes, to the program's group. Answered by
/// `Done`; `Failed` where the program has ended, or that signal is not for clients to send.
struct Signal {
    static constexpr int tag = 42;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    int signal = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("signal", m.signal);
    }
    bool operator==(const Signal&) const = default;
};

/// An ended session need not linger. Answered by `Done`; `Failed` where it has not ended.
struct Forget {
    static constexpr int tag = 43;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::map;
    std::string session;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const Forget&) const = default;
};

/// Answered by `Environment`.
struct AskEnvironment {
    static constexpr int tag = 44;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    std::string session;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const AskEnvironment&) const = default;
};

/// Which sessions show the session of that token, by whatever way. Answered by `ShownIn`, with that one first; without
/// any where this server has no such session.
struct AskShownIn {
    static constexpr int tag = 45;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    std::string token;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("token", m.token);
    }
    bool operator==(const AskShownIn&) const = default;
};

/// Record a session from now on. Answered by `Recordings` with it, once the file is there, or `Failed`.
struct StartRecording {
    static constexpr int tag = 31;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    RecordingWish wish;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("wish", m.wish);
    }
    bool operator==(const StartRecording&) const = default;
};

/// End a session's recording. Answered by `Recordings` with it, once all of it is in the file, or it is given up.
struct StopRecording {
    static constexpr int tag = 32;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const StopRecording&) const = default;
};

/// Set a marker in a session's recording. Answered by `Done`.
struct MarkRecording {
    static constexpr int tag = 33;
    static constexpr Permission permission = Permission::steer;
    static constexpr Layout layout = Layout::map;
    std::string session;
    std::string label;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("label", m.label);
    }
    bool operator==(const MarkRecording&) const = default;
};

/// Answered by `Recordings`.
struct ListRecordings {
    static constexpr int tag = 34;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    std::optional<std::string> session; ///< nothing: all of them
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const ListRecordings&) const = default;
};

/// What a session has shown of late, as far as its log goes back, recorded or not. Answered by `Past`.
struct TakePast {
    static constexpr int tag = 35;
    static constexpr Permission permission = Permission::look;
    static constexpr Layout layout = Layout::map;
    std::string session;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
    }
    bool operator==(const TakePast&) const = default;
};

// --- server to client ------------------------------------------------------------------------------------------------

/// The answer to `Hello`.
struct Welcome {
    static constexpr int tag = 64;
    static constexpr Layout layout = Layout::map;
    int protocol = PROTOCOL_NEWEST; ///< the newest that both speak
    std::string version;
    Role role = Role::controller; ///< what was granted
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("protocol", m.protocol);
        f("version", m.version);
        f("role", m.role);
    }
    bool operator==(const Welcome&) const = default;
};

/// It is done.
struct Done {
    static constexpr int tag = 65;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const Done&) const = default;
};

/// It could not be done.
struct Failed {
    static constexpr int tag = 66;
    static constexpr Layout layout = Layout::map;
    int code = 1; ///< `ErrorCode`
    std::string message;
    int exit_status = 0; ///< what a shell would give: 127 not found, 126 not executable; 0 where that makes no sense
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("code", m.code);
        f("message", m.message);
        f("exit_status", m.exit_status);
    }
    bool operator==(const Failed&) const = default;
};

/// A session was made.
struct Created {
    static constexpr int tag = 67;
    static constexpr Layout layout = Layout::map;
    std::uint64_t id = 0;
    std::string name;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("id", m.id);
        f("name", m.name);
    }
    bool operator==(const Created&) const = default;
};

/// The peer is a viewer now.
struct Attached {
    static constexpr int tag = 68;
    static constexpr Layout layout = Layout::map;
    std::uint64_t id = 0; ///< the session's
    std::string name;
    Role role = Role::observer; ///< at this moment
    std::uint64_t client = 0;   ///< the peer's own number among the session's clients
    std::uint64_t holder = 0;   ///< the client that holds control alone, or 0
    /// Bytes of input (of `Input`, `Paste` and `Mouse`) that may be on their way to the program at a time. A client
    /// that sends more is not read from until the program has taken some. 0: the server does not say `InputTaken`.
    std::uint64_t input_window = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("id", m.id);
        f("name", m.name);
        f("role", m.role);
        f("client", m.client);
        f("holder", m.holder);
        f("input_window", m.input_window);
    }
    bool operator==(const Attached&) const = default;
};

/// What changed since the step before. The viewer draws it and acknowledges the number.
struct Step {
    static constexpr int tag = 69;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t number = 0;
    Update update;
    std::vector<Bytes> pushed;       ///< packed rows that left the top of the primary screen, in order
    std::uint64_t skipped = 0;       ///< rows that left before those and are not told
    std::uint64_t offset = 0;        ///< in the session's output
    std::optional<RowPlaces> places; ///< nothing where the server is too old to know
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("number", m.number);
        f("update", m.update);
        f("pushed", m.pushed);
        f("skipped", m.skipped);
        f("offset", m.offset);
        f("places", m.places);
    }
    bool operator==(const Step&) const = default;
};

/// How a program ended.
struct ExitStatus {
    int status = 0;          ///< of exit(2), where `signal` is 0
    int signal = 0;          ///< that killed it, or 0
    bool incomplete = false; ///< something still held the terminal: there may be output after the last that was read
    EndCause cause = EndCause::none; ///< which policy made the server end it
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("status", m.status);
        f("signal", m.signal);
        f("incomplete", m.incomplete);
        f("cause", m.cause);
    }
    bool operator==(const ExitStatus&) const = default;
};

/// The session's program ended; comes after the last step.
struct Ended {
    static constexpr int tag = 70;
    static constexpr Layout layout = Layout::map;
    ExitStatus how;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("how", m.how);
    }
    bool operator==(const Ended&) const = default;
};

/// The peer is no viewer any more.
struct Detached {
    static constexpr int tag = 71;
    static constexpr Layout layout = Layout::map;
    std::string reason; ///< empty where the peer asked for it
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("reason", m.reason);
    }
    bool operator==(const Detached&) const = default;
};

/// One session as `cleat ls` shows it. Times are seconds since 1970.
struct SessionInfo {
    static constexpr std::size_t most = MOST_LISTED; ///< in a list
    std::uint64_t id = 0;
    std::string name;
    std::vector<std::string> command;
    std::int64_t pid = 0;
    int rows = 0;
    int columns = 0;
    std::string title;
    std::string directory; ///< OSC 7, else where it was started
    int controllers = 0;
    int observers = 0;
    std::int64_t created = 0;
    std::int64_t active = 0; ///< last output or input
    std::optional<ExitStatus> ended;
    SizeRule size_rule = SizeRule::latest;
    SessionKind kind = SessionKind::terminal; ///< on pipes it has no size
    std::optional<std::int64_t> ends;  ///< when it will be ended, or is sent the next signal; an ended one: forgotten
    EndCause ends_by = EndCause::none; ///< by which policy; an ended one has none
    std::string recording;             ///< the file that it is recorded to, or empty
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("id", m.id);
        f("name", m.name);
        f("command", m.command);
        f("pid", m.pid);
        f("rows", m.rows);
        f("columns", m.columns);
        f("title", m.title);
        f("directory", m.directory);
        f("controllers", m.controllers);
        f("observers", m.observers);
        f("created", m.created);
        f("active", m.active);
        f("ended", m.ended);
        f("size_rule", m.size_rule);
        f("kind", m.kind);
        f("ends", m.ends);
        f("ends_by", m.ends_by);
        f("recording", m.recording);
    }
    bool operator==(const SessionInfo&) const = default;
};

/// The answer to `List`, oldest first.
struct Sessions {
    static constexpr int tag = 72;
    static constexpr Layout layout = Layout::map;
    std::vector<SessionInfo> sessions;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("sessions", m.sessions);
    }
    bool operator==(const Sessions&) const = default;
};

/// The answer to `TakeSnapshot`.
struct Snapshotted {
    static constexpr int tag = 73;
    static constexpr Layout layout = Layout::map;
    std::string name;
    Bytes snapshot;          ///< `serialise(Snapshot)`
    std::uint64_t first = 0; ///< number of the oldest line of history that the session keeps
    std::uint64_t lines = 0; ///< how many it keeps
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("name", m.name);
        f("snapshot", m.snapshot);
        f("first", m.first);
        f("lines", m.lines);
    }
    bool operator==(const Snapshotted&) const = default;
};

/// The answer to `Send`: what the program had written when the bytes were given to it.
struct Sent {
    static constexpr int tag = 74;
    static constexpr Layout layout = Layout::map;
    std::uint64_t offset = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("offset", m.offset);
    }
    bool operator==(const Sent&) const = default;
};

/// The answer to `Wait`: it holds.
struct Waited {
    static constexpr int tag = 75;
    static constexpr Layout layout = Layout::map;
    std::uint64_t offset = 0;        ///< in the session's output when it held
    std::string text;                ///< the line that matched
    std::optional<ExitStatus> ended; ///< for `exit`
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("offset", m.offset);
        f("text", m.text);
        f("ended", m.ended);
    }
    bool operator==(const Waited&) const = default;
};

/// The answer to `AskStatus`.
struct ServerStatus {
    static constexpr int tag = 76;
    static constexpr Layout layout = Layout::map;
    std::string version;
    std::int64_t keeper_pid = 0;
    std::int64_t worker_pid = 0;
    std::int64_t started = 0; ///< seconds since 1970
    std::uint64_t sessions = 0;
    std::uint64_t clients = 0;
    std::string runtime_directory;        ///< empty if the server does not say
    std::string runtime_directory_from;   ///< `RuntimePlace::reason`
    std::uint64_t worker_descriptors = 0; ///< that the worker has open; 0 if the server does not say
    std::uint64_t worker_memory = 0;      ///< resident bytes of the worker; 0 if the server does not say
    std::string unicode;                  ///< version that widths are of; empty if the server does not say
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("version", m.version);
        f("keeper_pid", m.keeper_pid);
        f("worker_pid", m.worker_pid);
        f("started", m.started);
        f("sessions", m.sessions);
        f("clients", m.clients);
        f("runtime_directory", m.runtime_directory);
        f("runtime_directory_from", m.runtime_directory_from);
        f("worker_descriptors", m.worker_descriptors);
        f("worker_memory", m.worker_memory);
        f("unicode", m.unicode);
    }
    bool operator==(const ServerStatus&) const = default;
};

/// Something that is not on the screen. For controllers, the clipboard too.
struct Happened {
    static constexpr int tag = 77;
    static constexpr Layout layout = Layout::map;
    enum class Kind : std::uint8_t { bell = 0, clipboard = 1, notification = 2, clipboard_query = 3 };
    Kind kind = Kind::bell;
    std::string title; ///< of a notification; the selection of a clipboard
    Bytes data;
    bool is_warning = false; ///< a notification of the server's own, of what was dropped: `data` says it
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("kind", m.kind);
        f("title", m.title);
        f("data", m.data);
        f("is_warning", m.is_warning);
    }
    bool operator==(const Happened&) const = default;
};

/// The peer's role in the session that it watches is another one now, or another client holds control.
struct RoleChanged {
    static constexpr int tag = 78;
    static constexpr Layout layout = Layout::map;
    Role role = Role::observer;
    std::uint64_t holder = 0; ///< the client that holds control alone, or 0
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("role", m.role);
        f("holder", m.holder);
    }
    bool operator==(const RoleChanged&) const = default;
};

/// A client asks the peer, which holds control, to give it up: see `GrantControl`.
struct ControlAsked {
    static constexpr int tag = 79;
    static constexpr Layout layout = Layout::map;
    std::uint64_t client = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("client", m.client);
    }
    bool operator==(const ControlAsked&) const = default;
};

/// One client of a session as `cleat clients` shows it.
struct ClientInfo {
    static constexpr std::size_t most = MOST_LISTED; ///< in a list
    std::uint64_t id = 0;                            ///< unique for the session's life
    Role role = Role::observer;
    bool holds = false; ///< control, alone
    bool asks = false;  ///< for control
    int rows = 0;       ///< of its terminal
    int columns = 0;
    std::string terminal;   ///< TERM
    std::int64_t pid = 0;   ///< of the process at the other end of the socket
    std::int64_t user = 0;  ///< whose process that is
    std::int64_t since = 0; ///< when it attached, seconds since 1970
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("id", m.id);
        f("role", m.role);
        f("holds", m.holds);
        f("asks", m.asks);
        f("rows", m.rows);
        f("columns", m.columns);
        f("terminal", m.terminal);
        f("pid", m.pid);
        f("user", m.user);
        f("since", m.since);
    }
    bool operator==(const ClientInfo&) const = default;
};

/// The answer to `ListClients`, oldest first.
struct Clients {
    static constexpr int tag = 80;
    static constexpr Layout layout = Layout::map;
    std::vector<ClientInfo> clients;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("clients", m.clients);
    }
    bool operator==(const Clients&) const = default;
};

/// With whom a session is shared.
struct ShareInfo {
    static constexpr std::size_t most = MOST_LISTED; ///< in a list
    std::string session;
    Audience audience = Audience::user;
    std::uint64_t id = 0;
    std::optional<std::uint64_t> left_ms; ///< for how long from now; nothing: for the session's life
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("session", m.session);
        f("audience", m.audience);
        f("id", m.id);
        f("left_ms", m.left_ms);
    }
    bool operator==(const ShareInfo&) const = default;
};

/// The answer to `ListShares`, by sessions, oldest first.
struct Shares {
    static constexpr int tag = 81;
    static constexpr Layout layout = Layout::map;
    std::vector<ShareInfo> shares;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("shares", m.shares);
    }
    bool operator==(const Shares&) const = default;
};

/// The answer to `Ping`.
struct Pong {
    static constexpr int tag = 82;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const Pong&) const = default;
};

/// The recording of a session, the latest there was.
struct RecordingInfo {
    static constexpr std::size_t most = MOST_LISTED; ///< in a list
    std::uint64_t id = 0;                            ///< the session's
    std::string session;
    std::string path; ///< of the file that is written, or was last
    RecordingState state = RecordingState::running;
    std::string why;           ///< it is paused, or failed
    std::int64_t started = 0;  ///< seconds since 1970
    std::uint64_t written = 0; ///< bytes, in all of its files
    std::uint64_t files = 0;
    std::uint64_t behind = 0; ///< bytes of output that it has yet to take
    std::uint64_t gaps = 0;   ///< times that output was lost to it
    std::uint64_t lost = 0;   ///< bytes of output
    bool input = false;
    bool compressed = false;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("id", m.id);
        f("session", m.session);
        f("path", m.path);
        f("state", m.state);
        f("why", m.why);
        f("started", m.started);
        f("written", m.written);
        f("files", m.files);
        f("behind", m.behind);
        f("gaps", m.gaps);
        f("lost", m.lost);
        f("input", m.input);
        f("compressed", m.compressed);
    }
    bool operator==(const RecordingInfo&) const = default;
};

/// The answer to `ListRecordings` and others, by sessions, oldest first.
struct Recordings {
    static constexpr int tag = 83;
    static constexpr Layout layout = Layout::map;
    std::vector<RecordingInfo> recordings;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("recordings", m.recordings);
    }
    bool operator==(const Recordings&) const = default;
};

/// The answer to `TakePast`: an asciicast (v3), which begins with the screen as it was then.
struct Past {
    static constexpr int tag = 84;
    static constexpr Layout layout = Layout::map;
    std::string name; ///< the session's
    Bytes cast;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("name", m.name);
        f("cast", m.cast);
    }
    bool operator==(const Past&) const = default;
};

/// It goes differently with the recording of the session that the peer watches. The newest is told, no more.
struct RecordingChanged {
    static constexpr int tag = 85;
    static constexpr Layout layout = Layout::map;
    RecordingState state = RecordingState::running;
    std::string path;
    std::string why; ///< it is paused, or failed
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("state", m.state);
        f("path", m.path);
        f("why", m.why);
    }
    bool operator==(const RecordingChanged&) const = default;
};

/// A guest, another user whom the session is shared with, begins to look on or no longer does. For controllers at a
/// terminal that are no guests. Not each visit is told: the newest is, and how many there were.
struct GuestNews {
    static constexpr int tag = 86;
    static constexpr Layout layout = Layout::map;
    std::int64_t user = 0;    ///< who it is, on the server's machine
    bool looks_on = false;    ///< at this moment
    std::uint64_t visits = 0; ///< that began since the last news of that user
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("user", m.user);
        f("looks_on", m.looks_on);
        f("visits", m.visits);
    }
    bool operator==(const GuestNews&) const = default;
};

/// The answer to `Follow`, and what comes of `New::follow`.
struct Following {
    static constexpr int tag = 90;
    static constexpr Layout layout = Layout::map;
    std::uint64_t id = 0; ///< the session's
    std::string name;
    SessionKind kind = SessionKind::terminal;
    Role role = Role::observer; ///< at this moment
    std::uint64_t client = 0;   ///< the peer's own number among the session's clients
    std::uint64_t offset = 0;   ///< of the first byte that is told, or reported as missing
    std::uint64_t end = 0;      ///< of the output by now
    int columns = 0;            ///< of the terminal by now; 0 without one, and where the server does not say
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("id", m.id);
        f("name", m.name);
        f("kind", m.kind);
        f("role", m.role);
        f("client", m.client);
        f("offset", m.offset);
        f("end", m.end);
        f("columns", m.columns);
    }
    bool operator==(const Following&) const = default;
};

/// Bytes that the program wrote.
struct Output {
    static constexpr int tag = 91;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t offset = 0; ///< of the first of them, in all that it wrote
    OutputStream stream = OutputStream::out;
    Bytes bytes;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("offset", m.offset);
        f("stream", m.stream);
        f("bytes", m.bytes);
    }
    bool operator==(const Output&) const = default;
};

/// The bytes of `[from, to)` are not kept any more.
struct Gap {
    static constexpr int tag = 92;
    static constexpr Layout layout = Layout::map;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("from", m.from);
        f("to", m.to);
    }
    bool operator==(const Gap&) const = default;
};

/// The program takes no input any more: it has closed it, or somebody else did. What was sent and not taken is lost.
struct InputClosed {
    static constexpr int tag = 93;
    static constexpr Layout layout = Layout::map;
    template <class Self, class F>
    static void fields(Self&, F&&)
    {}
    bool operator==(const InputClosed&) const = default;
};

/// Of the input that the client has sent since `Attached`, the program has taken so many bytes by now, or never will:
/// refused input counts, too. Comes when a quarter of the window was taken since the one before.
struct InputTaken {
    static constexpr int tag = 89;
    static constexpr Layout layout = Layout::map;
    std::uint64_t bytes = 0;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("bytes", m.bytes);
    }
    bool operator==(const InputTaken&) const = default;
};

/// The answer to `AskEnvironment`: what a program of the session should have now of the variables that are followed, as
/// NAME=VALUE.
struct Environment {
    static constexpr int tag = 94;
    static constexpr Layout layout = Layout::map;
    std::vector<std::string> variables;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("variables", m.variables);
    }
    bool operator==(const Environment&) const = default;
};

/// The answer to `AskShownIn`.
struct ShownIn {
    static constexpr int tag = 95;
    static constexpr Layout layout = Layout::map;
    std::vector<std::string> tokens;
    template <class Self, class F>
    static void fields(Self& m, F&& f)
    {
        f("tokens", m.tokens);
    }
    bool operator==(const ShownIn&) const = default;
};

/// Largest values of the enumerations above: what is beyond is refused.
constexpr Role last_of(Role)
{
    return Role::controller;
}
constexpr Claim last_of(Claim)
{
    return Claim::take;
}
constexpr Audience last_of(Audience)
{
    return Audience::everyone;
}
constexpr Follow::Streams last_of(Follow::Streams)
{
    return Follow::Streams::none;
}
constexpr SessionKind last_of(SessionKind)
{
    return SessionKind::pipes;
}
constexpr OutputStream last_of(OutputStream)
{
    return OutputStream::err;
}
constexpr EndCause last_of(EndCause)
{
    return EndCause::idle;
}
constexpr RecordingState last_of(RecordingState)
{
    return RecordingState::failed;
}
constexpr SizeRule last_of(SizeRule)
{
    return SizeRule::fixed;
}
constexpr SendPiece::Kind last_of(SendPiece::Kind)
{
    return SendPiece::Kind::paste;
}
constexpr Wait::For last_of(Wait::For)
{
    return Wait::For::shown;
}
constexpr Happened::Kind last_of(Happened::Kind)
{
    return Happened::Kind::clipboard_query;
}

// --- both ------------------------------------------------------------------------------------------------------------

/// A message of a newer version.
struct Unknown {
    int tag = 0;
    bool operator==(const Unknown&) const = default;
};

using ClientMessage = std::variant<Hello, New, Attach, Detach, DetachAll, Input, Resize, Acknowledge, List, Rename,
                                   Kill, SetSize, TakeSnapshot, Send, Wait, AskStatus, Stop, Profile, Paste, Focus,
                                   Mouse, Clipboard, TakeControl, AskControl, GrantControl, ListClients, Share, Unshare,
                                   ListShares, Ping, Follow, CloseInput, Signal, Forget, AskEnvironment, StartRecording,
                                   StopRecording, MarkRecording, ListRecordings, TakePast, AskShownIn, Unknown>;
using ServerMessage =
    std::variant<Welcome, Done, Failed, Created, Attached, Step, Ended, Detached, Sessions, Snapshotted, Sent, Waited,
                 ServerStatus, Happened, RoleChanged, ControlAsked, Clients, Shares, Pong, Following, Output, Gap,
                 InputClosed, InputTaken, Environment, Recordings, Past, RecordingChanged, GuestNews, ShownIn, Unknown>;

/// A message and its serial: 0 for one that nobody asked for, else that of the request.
template <class Message>
struct Envelope {
    std::uint64_t serial = 0;
    Message message;
    bool operator==(const Envelope&) const = default;
};

/// What it takes to send `message`. The one place where it is decided.
[[nodiscard]] Permission permission_of(const ClientMessage& message);

} // namespace cleat
