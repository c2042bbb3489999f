#pragma once

#include "common/model/palette.h"
#include "common/wire/values.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What clients send: see messages.h.
namespace cleat {

/// What it takes to send a message.
enum class Permission : std::uint8_t {
    visit,   ///< any peer, a guest too: another user, who sees nothing but what is shared with it
    look,    ///< any peer of the server's owner
    claim,   ///< a peer that greeted, and attached, as a controller, also while another one holds control
    control, ///< a peer whose role is controller at that moment
    steer,   ///< the same, as long as no other client holds control of the session that the message names
};

/// The first frame of a client.
struct Hello {
    static constexpr int tag = 1;
    static constexpr Permission permission = Permission::visit;
    int oldest = PROTOCOL_OLDEST; ///< protocol majors spoken, from ...
    int newest = PROTOCOL_NEWEST; ///< ... to
    std::string version;          ///< of the program, for people
    Role role = Role::controller; ///< the most that is wanted on this connection
    std::string terminal;         ///< TERM, or empty
    std::uint64_t silence_ms = 0; ///< it is gone when nothing comes for so long, for it pings more often; 0: never
    FIELDS(oldest, newest, version, role, terminal, silence_ms)
    bool operator==(const Hello&) const = default;
};

/// Make a session. Answered by `Created`, or `Failed` with the reason (also when the program cannot be started).
struct New {
    static constexpr int tag = 2;
    static constexpr Permission permission = Permission::control;
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
    FIELDS(name, command, directory, environment, rows, columns, linger_ms, size_rule, user, rlimits, kind, input,
           follow, timeout_ms, max_age_ms, idle_after_ms, grace_ms, followed, record, history_lines, umask, nice)
    bool operator==(const New&) const = default;
};

/// Become a viewer of a session. Answered by `Attached`, then `Step` after `Step`.
struct Attach {
    static constexpr int tag = 3;
    static constexpr Permission permission = Permission::visit;
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
    FIELDS(session, role, rows, columns, history, catch_up, inside, nested, clipboard, claim, followed, shown_in)
    bool operator==(const Attach&) const = default;
};

/// Stop being a viewer. Answered by `Detached`.
struct Detach {
    static constexpr int tag = 4;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const Detach&) const = default;
};

/// Detach every viewer of a session, or one of them, or all but the one that typed last. Answered by `Done`, or
/// `Failed` where there is none of that id.
struct DetachAll {
    static constexpr int tag = 5;
    static constexpr Permission permission = Permission::control;
    std::string session;
    std::uint64_t client = 0; ///< this one alone; 0 for all
    bool others = false;      ///< not the one that typed, came or was resized last
    FIELDS(session, client, others)
    bool operator==(const DetachAll&) const = default;
};

/// What was typed, as the bytes for the program. Not answered (see `Push`).
struct Input {
    static constexpr int tag = 6;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::positional;
    Bytes bytes;
    FIELDS(bytes)
    bool operator==(const Input&) const = default;
};

/// The viewer's terminal has this size now. Not answered (see `Push`).
struct Resize {
    static constexpr int tag = 7;
    static constexpr Permission permission = Permission::visit;
    int rows = 24;
    int columns = 80;
    FIELDS(rows, columns)
    bool operator==(const Resize&) const = default;
};

/// `Step` number `step` and those before it were drawn. Not answered (see `Push`).
struct Acknowledge {
    static constexpr int tag = 8;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t step = 0;
    FIELDS(step)
    bool operator==(const Acknowledge&) const = default;
};

/// Answered by `Sessions`.
struct List {
    static constexpr int tag = 9;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const List&) const = default;
};

/// The same, and from then on `SessionsChanged` on this channel, for as long as the connection lasts. A second one
/// begins anew.
struct WatchSessions {
    static constexpr int tag = 46;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const WatchSessions&) const = default;
};

/// Answered by `Done`.
struct Rename {
    static constexpr int tag = 10;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    std::string name;
    FIELDS(session, name)
    bool operator==(const Rename&) const = default;
};

/// Signal every process group of a session; signal 0 ends it: SIGHUP, SIGTERM, SIGKILL, each a grace after the one
/// before to those that are left. Answered by `Done` when the signal is sent, for an end when all of them are gone and
/// were waited for.
struct Kill {
    static constexpr int tag = 11;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    int signal = 0;
    std::uint64_t grace_ms = 2'000; ///< between signals, for an end
    /// To end it is never refused: that is how one gets out.
    [[nodiscard]] Permission takes() const { return signal == 0 ? Permission::control : permission; }
    FIELDS(session, signal, grace_ms)
    bool operator==(const Kill&) const = default;
};

/// Give a session a size that lasts until a controller's terminal decides again, or another rule for whose size it has.
/// Answered by `Done`.
struct SetSize {
    static constexpr int tag = 12;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    int rows = 0; ///< 0 and 0: the size it has
    int columns = 0;
    std::optional<SizeRule> rule;
    FIELDS(session, rows, columns, rule)
    bool operator==(const SetSize&) const = default;
};

/// Answered by `Snapshotted`.
struct TakeSnapshot {
    static constexpr int tag = 13;
    static constexpr Permission permission = Permission::visit;
    std::string session;
    std::uint64_t history = 0; ///< how many logical lines of history to give along
    FIELDS(session, history)
    bool operator==(const TakeSnapshot&) const = default;
};

/// One thing to be typed.
struct SendPiece {
    enum class Kind : std::uint8_t { text = 0, key = 1, paste = 2 };
    Kind kind = Kind::text;
    Bytes data; ///< text as it is, the name of a key, or what is pasted
    FIELDS(kind, data)
    bool operator==(const SendPiece&) const = default;
};
constexpr SendPiece::Kind last_of(SendPiece::Kind)
{
    return SendPiece::Kind::paste;
}

/// Type into a session without attaching. Answered by `Sent`; all or nothing.
struct Send {
    static constexpr int tag = 14;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    std::vector<SendPiece> pieces;
    FIELDS(session, pieces)
    bool operator==(const Send&) const = default;
};

/// Wait until something holds of a session. Answered by `Waited`, or `Failed` (timeout, ended, not_found).
struct Wait {
    static constexpr int tag = 15;
    static constexpr Permission permission = Permission::visit;
    enum class For : std::uint8_t { text = 0, idle = 1, exit = 2, shown = 3 };
    std::string session;
    For what = For::text;
    std::string pattern;                ///< RE2, for `text`
    std::uint64_t idle_ms = 0;          ///< for `idle`
    std::optional<std::uint64_t> after; ///< only what the program wrote from this offset on counts
    std::optional<std::uint64_t> timeout_ms;
    FIELDS(session, what, pattern, idle_ms, after, timeout_ms)
    bool operator==(const Wait&) const = default;
};
constexpr Wait::For last_of(Wait::For)
{
    return Wait::For::shown;
}

/// Answered by `ServerStatus`.
struct AskStatus {
    static constexpr int tag = 16;
    static constexpr Permission permission = Permission::look;
    FIELDS()
    bool operator==(const AskStatus&) const = default;
};

/// End the server and every session. Answered by `Done`, then the connection closes when the server is gone.
struct Stop {
    static constexpr int tag = 17;
    static constexpr Permission permission = Permission::control;
    FIELDS()
    bool operator==(const Stop&) const = default;
};

/// What the viewer's terminal looks like, for queries that the program makes. Colours as `Colour::bits`. Not answered
/// (see `Push`).
struct Profile {
    static constexpr int tag = 18;
    static constexpr Permission permission = Permission::control;
    std::optional<Colour> foreground;
    std::optional<Colour> background;
    int cell_width = 0;
    int cell_height = 0;
    std::optional<Colour> cursor;
    Palette palette; ///< those of OSC 4, as far as the terminal has told
    FIELDS(foreground, background, cell_width, cell_height, cursor, palette)
    bool operator==(const Profile&) const = default;
};

/// A piece of a paste. The server frames it if the program asked for frames. Not answered (see `Push`).
struct Paste {
    static constexpr int tag = 19;
    static constexpr Permission permission = Permission::control;
    Bytes bytes;
    bool begin = true;
    bool end = true;
    FIELDS(bytes, begin, end)
    bool operator==(const Paste&) const = default;
};

/// The viewer's terminal got or lost the focus. Not answered (see `Push`).
struct Focus {
    static constexpr int tag = 20;
    static constexpr Permission permission = Permission::control;
    bool focused = true;
    FIELDS(focused)
    bool operator==(const Focus&) const = default;
};

/// A mouse report of the viewer's terminal, as its bytes; dropped if the program no longer wants any. Not answered (see
/// `Push`).
struct Mouse {
    static constexpr int tag = 21;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::positional;
    Bytes bytes;
    FIELDS(bytes)
    bool operator==(const Mouse&) const = default;
};

/// What `Happened::Kind::clipboard_query` asked for; no bytes where there is nothing. Not answered (see `Push`).
struct Clipboard {
    static constexpr int tag = 22;
    static constexpr Permission permission = Permission::control;
    Bytes bytes;
    FIELDS(bytes)
    bool operator==(const Clipboard&) const = default;
};

/// Hold control of the session that the peer watches, whoever has it now. Answered by `Done`, after the `RoleChanged`
/// of all whom it concerns.
struct TakeControl {
    static constexpr int tag = 23;
    static constexpr Permission permission = Permission::claim;
    FIELDS()
    bool operator==(const TakeControl&) const = default;
};

/// Ask who holds control of the session that the peer watches to give it up to the peer. Answered by `Done`; if it is
/// granted, `RoleChanged` follows some time.
struct AskControl {
    static constexpr int tag = 24;
    static constexpr Permission permission = Permission::claim;
    FIELDS()
    bool operator==(const AskControl&) const = default;
};

/// Give control to a client that asked for it. Answered by `Done`, or `Failed` where it does not ask.
struct GrantControl {
    static constexpr int tag = 25;
    static constexpr Permission permission = Permission::control;
    std::uint64_t client = 0;
    FIELDS(client)
    bool operator==(const GrantControl&) const = default;
};

/// Answered by `Clients`.
struct ListClients {
    static constexpr int tag = 26;
    static constexpr Permission permission = Permission::look;
    std::string session;
    FIELDS(session)
    bool operator==(const ListClients&) const = default;
};

/// Let other users of the machine look on, or until another time. Answered by `Done` when they can come.
struct Share {
    static constexpr int tag = 27;
    static constexpr Permission permission = Permission::control;
    std::string session;
    Grantee audience = Grantee::user;
    std::uint64_t id = 0;                ///< of the user or the group on the server's machine; 0 for everyone
    std::optional<std::uint64_t> for_ms; ///< how long it lasts; else for the session's life
    FIELDS(session, audience, id, for_ms)
    bool operator==(const Share&) const = default;
};

/// Share a session no more; who looked on by that alone is disconnected. Answered by `Done`, or `Failed` where it is
/// not shared so.
struct Unshare {
    static constexpr int tag = 28;
    static constexpr Permission permission = Permission::control;
    std::string session;
    std::optional<Grantee> audience; ///< nothing: whomever it is shared with
    std::uint64_t id = 0;
    FIELDS(session, audience, id)
    bool operator==(const Unshare&) const = default;
};

/// Answered by `Shares`.
struct ListShares {
    static constexpr int tag = 29;
    static constexpr Permission permission = Permission::look;
    std::optional<std::string> session; ///< nothing: all of them
    FIELDS(session)
    bool operator==(const ListShares&) const = default;
};

/// Answered by `Pong`. By it the two ends of a link know that it is there; one that does not know it answers too.
struct Ping {
    static constexpr int tag = 30;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const Ping&) const = default;
};

/// Follow a session's output, as its bytes. Answered by `Following`, then `Output` after `Output`, and `Gap` for what
/// the session does not keep any more; `Ended` after the last byte, or `Detached` where no more is wanted. A peer
/// follows one session or is attached to one, not both; what an attached peer may send and be sent besides holds here
/// too.
struct Follow {
    static constexpr int tag = 40;
    static constexpr Permission permission = Permission::look;
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
    FIELDS(session, role, claim, since, lines, streams, goes_on, pipes_only, shown_in)
    bool operator==(const Follow&) const = default;
};
constexpr Follow::Streams last_of(Follow::Streams)
{
    return Follow::Streams::none;
}

/// The standard input of a session on pipes ends after what was sent. Answered by `Done`; `Failed` where it is closed,
/// or is that of a terminal, which has no end.
struct CloseInput {
    static constexpr int tag = 41;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    FIELDS(session)
    bool operator==(const CloseInput&) const = default;
};

/// Send a signal to the foreground process group of a session's terminal; on pipes, to the program's group. Answered by
/// `Done`; `Failed` where the program has ended, or that signal is not for clients to send.
struct Signal {
    static constexpr int tag = 42;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    int signal = 0;
    FIELDS(session, signal)
    bool operator==(const Signal&) const = default;
};

/// An ended session need not linger. Answered by `Done`; `Failed` where it has not ended.
struct Forget {
    static constexpr int tag = 43;
    static constexpr Permission permission = Permission::control;
    std::string session;
    FIELDS(session)
    bool operator==(const Forget&) const = default;
};

/// Answered by `Environment`.
struct AskEnvironment {
    static constexpr int tag = 44;
    static constexpr Permission permission = Permission::look;
    std::string session;
    FIELDS(session)
    bool operator==(const AskEnvironment&) const = default;
};

/// Which sessions show the session of that token, by whatever way. Answered by `ShownIn`, with that one first; without
/// any where this server has no such session.
struct AskShownIn {
    static constexpr int tag = 45;
    static constexpr Permission permission = Permission::look;
    std::string token;
    FIELDS(token)
    bool operator==(const AskShownIn&) const = default;
};

/// Record a session from now on. Answered by `Recordings` with it, once the file is there, or `Failed`.
struct StartRecording {
    static constexpr int tag = 31;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    RecordingWish wish;
    FIELDS(session, wish)
    bool operator==(const StartRecording&) const = default;
};

/// End a session's recording. Answered by `Recordings` with it, once all of it is in the file, or it is given up.
struct StopRecording {
    static constexpr int tag = 32;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    FIELDS(session)
    bool operator==(const StopRecording&) const = default;
};

/// Set a marker in a session's recording. Answered by `Done`.
struct MarkRecording {
    static constexpr int tag = 33;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    std::string label;
    FIELDS(session, label)
    bool operator==(const MarkRecording&) const = default;
};

/// Answered by `Recordings`.
struct ListRecordings {
    static constexpr int tag = 34;
    static constexpr Permission permission = Permission::look;
    std::optional<std::string> session; ///< nothing: all of them
    FIELDS(session)
    bool operator==(const ListRecordings&) const = default;
};

/// What a session has shown of late, as far as its log goes back, recorded or not. Answered by `Past`.
struct TakePast {
    static constexpr int tag = 35;
    static constexpr Permission permission = Permission::look;
    std::string session;
    FIELDS(session)
    bool operator==(const TakePast&) const = default;
};

} // namespace cleat
