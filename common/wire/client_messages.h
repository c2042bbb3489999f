#pragma once

#include "common/model/palette.h"
#include "common/wire/values.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Messages from clients; see messages.h.
namespace cleat {

/// What a peer needs in order to send a message.
enum class Permission : std::uint8_t {
    visit,   ///< any peer, including guests: other users, who see only what is shared with them
    look,    ///< any peer that runs as the server's owner
    claim,   ///< a peer that greeted and attached as a controller, even while another client has exclusive control
    control, ///< a peer whose current role is controller
    steer,   ///< likewise, and no other client has exclusive control of the session that the message names
};

/// The first frame from a client.
struct Hello {
    static constexpr int tag = 1;
    static constexpr Permission permission = Permission::visit;
    int oldest = PROTOCOL_OLDEST; ///< oldest major protocol version supported
    int newest = PROTOCOL_NEWEST; ///< newest major protocol version supported
    std::string version;          ///< of the program; informative
    Role role = Role::controller; ///< the highest role requested on this connection
    std::string terminal;         ///< TERM, or empty
    /// The client pings more often than this; if nothing arrives for this long, the server disconnects it. 0: never.
    std::uint64_t silence_ms = 0;
    FIELDS(oldest, newest, version, role, terminal, silence_ms)
    bool operator==(const Hello&) const = default;
};

/// Create a session. Answered by `Created`, or by `Failed` with the reason (also if the program cannot be started).
struct New {
    static constexpr int tag = 2;
    static constexpr Permission permission = Permission::control;
    std::string name;                     ///< empty: the server chooses one
    std::vector<std::string> command;     ///< empty: the user's shell
    std::string directory;                ///< absolute; empty: the home directory
    std::vector<std::string> environment; ///< K=V, overriding the few variables set by the server
    int rows = 24;
    int columns = 80;
    std::uint64_t linger_ms = 300'000; ///< how long status and screen are kept after the program exits
    SizeRule size_rule = SizeRule::latest;
    std::string user;                 ///< user to run the program as, by name or number; empty: the server's user
    std::vector<std::string> rlimits; ///< as for `parse_resource_limit`; the last one of a name applies
    SessionKind kind = SessionKind::terminal;
    bool input = true;   ///< on pipes: standard input is a pipe, too; otherwise it is /dev/null
    bool follow = false; ///< on pipes: the peer follows the session from the start as controller, and loses no output;
                         ///< `Following` comes after `Created`
    std::optional<std::uint64_t> timeout_ms;    ///< the program's deadline
    std::optional<std::uint64_t> max_age_ms;    ///< after this long the session is killed
    std::optional<std::uint64_t> idle_after_ms; ///< longest time without a client
    std::uint64_t grace_ms = 30'000;            ///< time between the signals when a limit above kills the session
    /// NAME=VALUE, or NAME= if unset in the client. Replaced by the values from a controller that attaches later.
    std::vector<std::string> followed;
    std::optional<RecordingOptions> record; ///< record from the start; if that fails, no session is created
    std::uint64_t history_lines = 10'000;   ///< kept by the session's terminal, within its memory limit
    std::optional<std::uint32_t> umask;     ///< of the program (umask(2)), 0 to 0777; default: that of a login
    std::optional<std::int32_t> nice;       ///< of the program (nice(2)), -20 to 19; default: 0
    FIELDS(name, command, directory, environment, rows, columns, linger_ms, size_rule, user, rlimits, kind, input,
           follow, timeout_ms, max_age_ms, idle_after_ms, grace_ms, followed, record, history_lines, umask, nice)
    bool operator==(const New&) const = default;
};

/// Attach to a session as a viewer. Answered by `Attached`, followed by `Step` messages.
struct Attach {
    static constexpr int tag = 3;
    static constexpr Permission permission = Permission::visit;
    std::string session; ///< empty: the one that was active last
    Role role = Role::controller;
    int rows = 24;
    int columns = 80;
    std::uint64_t history = 1'000;     ///< rows of history to send on attaching
    std::uint64_t catch_up = 10'000;   ///< most rows to send after output that was too fast to follow
    std::uint64_t inside = 0;          ///< id of the session that the client runs in; 0: none
    bool nested = false;               ///< attach even though the client runs in another session
    bool clipboard = false;            ///< the program may query the clipboard of the viewer's terminal
    Claim claim = Claim::shared;       ///< for a controller
    std::vector<std::string> followed; ///< NAME=VALUE, of a controller on the server's host
    std::vector<std::string> shown_in; ///< tokens of the session that the client runs in, and of sessions showing it
    FIELDS(session, role, rows, columns, history, catch_up, inside, nested, clipboard, claim, followed, shown_in)
    bool operator==(const Attach&) const = default;
};

/// Detach. Answered by `Detached`.
struct Detach {
    static constexpr int tag = 4;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const Detach&) const = default;
};

/// Detach all viewers of a session, one of them, or all but the last active one. Answered by `Done`, or by `Failed` if
/// there is no client with that id.
struct DetachAll {
    static constexpr int tag = 5;
    static constexpr Permission permission = Permission::control;
    std::string session;
    std::uint64_t client = 0; ///< only this client; 0 for all
    bool others = false;      ///< all but the one that last typed, attached or resized its terminal
    FIELDS(session, client, others)
    bool operator==(const DetachAll&) const = default;
};

/// Input, as the bytes for the program. Not answered (see `Push`).
struct Input {
    static constexpr int tag = 6;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::positional;
    Bytes bytes;
    FIELDS(bytes)
    bool operator==(const Input&) const = default;
};

/// The size of the viewer's terminal has changed. Not answered (see `Push`).
struct Resize {
    static constexpr int tag = 7;
    static constexpr Permission permission = Permission::visit;
    int rows = 24;
    int columns = 80;
    FIELDS(rows, columns)
    bool operator==(const Resize&) const = default;
};

/// Step number `step` and all before it were drawn. Not answered (see `Push`).
struct Acknowledge {
    static constexpr int tag = 8;
    static constexpr Permission permission = Permission::visit;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t step = 0;
    FIELDS(step)
    bool operator==(const Acknowledge&) const = default;
};

/// List the sessions. Answered by `Sessions`.
struct List {
    static constexpr int tag = 9;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const List&) const = default;
};

/// Like `List`; afterwards `SessionsChanged` is sent on this channel while the connection lasts. A second request
/// starts over.
struct WatchSessions {
    static constexpr int tag = 46;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const WatchSessions&) const = default;
};

/// Rename a session. Answered by `Done`.
struct Rename {
    static constexpr int tag = 10;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    std::string name;
    FIELDS(session, name)
    bool operator==(const Rename&) const = default;
};

/// Send a signal to every process group of a session. Signal 0 kills the session: SIGHUP, SIGTERM and SIGKILL are sent
/// to the processes that remain, each a grace period after the one before. Answered by `Done` when the signal was sent;
/// for a kill, when all processes have exited and were reaped.
struct Kill {
    static constexpr int tag = 11;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    int signal = 0;
    std::uint64_t grace_ms = 2'000; ///< between the signals of a kill
    /// A kill is allowed even while another client has exclusive control, as a last resort.
    [[nodiscard]] Permission takes() const { return signal == 0 ? Permission::control : permission; }
    FIELDS(session, signal, grace_ms)
    bool operator==(const Kill&) const = default;
};

/// Set a session's size until a controller's terminal determines it again, or set its size rule. Answered by `Done`.
struct SetSize {
    static constexpr int tag = 12;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    int rows = 0; ///< 0 and 0: keep the current size
    int columns = 0;
    std::optional<SizeRule> rule;
    FIELDS(session, rows, columns, rule)
    bool operator==(const SetSize&) const = default;
};

/// Take a snapshot of a session's screen. Answered by `Snapshotted`.
struct TakeSnapshot {
    static constexpr int tag = 13;
    static constexpr Permission permission = Permission::visit;
    std::string session;
    std::uint64_t history = 0; ///< number of logical lines of history to include
    FIELDS(session, history)
    bool operator==(const TakeSnapshot&) const = default;
};

/// One piece of input for `Send`.
struct SendPiece {
    enum class Kind : std::uint8_t { text = 0, key = 1, paste = 2 };
    Kind kind = Kind::text;
    Bytes data; ///< text, the name of a key, or the text to paste
    FIELDS(kind, data)
    bool operator==(const SendPiece&) const = default;
};
constexpr SendPiece::Kind last_of(SendPiece::Kind)
{
    return SendPiece::Kind::paste;
}

/// Send input to a session without attaching: all of it or nothing. Answered by `Sent`.
struct Send {
    static constexpr int tag = 14;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    std::vector<SendPiece> pieces;
    FIELDS(session, pieces)
    bool operator==(const Send&) const = default;
};

/// Wait for a condition of a session. Answered by `Waited`, or by `Failed` (timeout, ended, not_found).
struct Wait {
    static constexpr int tag = 15;
    static constexpr Permission permission = Permission::visit;
    /// A matching line; no output for `idle_ms`; the program's exit; every viewer, except guests and silent ones, has
    /// drawn the current screen.
    enum class For : std::uint8_t { text = 0, idle = 1, exit = 2, shown = 3 };
    std::string session;
    For what = For::text;
    std::string pattern;                ///< RE2, for `text`
    std::uint64_t idle_ms = 0;          ///< for `idle`
    std::optional<std::uint64_t> after; ///< consider only output from this offset on
    std::optional<std::uint64_t> timeout_ms;
    FIELDS(session, what, pattern, idle_ms, after, timeout_ms)
    bool operator==(const Wait&) const = default;
};
constexpr Wait::For last_of(Wait::For)
{
    return Wait::For::shown;
}

/// Query the server's status. Answered by `ServerStatus`.
struct AskStatus {
    static constexpr int tag = 16;
    static constexpr Permission permission = Permission::look;
    FIELDS()
    bool operator==(const AskStatus&) const = default;
};

/// Stop the server and kill every session. Answered by `Done`; the connection closes when the server has exited.
struct Stop {
    static constexpr int tag = 17;
    static constexpr Permission permission = Permission::control;
    FIELDS()
    bool operator==(const Stop&) const = default;
};

/// Properties of the viewer's terminal, used to answer the program's queries. Not answered (see `Push`).
struct Profile {
    static constexpr int tag = 18;
    static constexpr Permission permission = Permission::control;
    std::optional<Colour> foreground;
    std::optional<Colour> background;
    int cell_width = 0;
    int cell_height = 0;
    std::optional<Colour> cursor;
    Palette palette; ///< the colours of OSC 4 that the terminal has reported
    FIELDS(foreground, background, cell_width, cell_height, cursor, palette)
    bool operator==(const Profile&) const = default;
};

/// A piece of a paste. The server adds the paste brackets if the program enabled them. Not answered (see `Push`).
struct Paste {
    static constexpr int tag = 19;
    static constexpr Permission permission = Permission::control;
    Bytes bytes;
    bool begin = true;
    bool end = true;
    FIELDS(bytes, begin, end)
    bool operator==(const Paste&) const = default;
};

/// The viewer's terminal gained or lost focus. Not answered (see `Push`).
struct Focus {
    static constexpr int tag = 20;
    static constexpr Permission permission = Permission::control;
    bool focused = true;
    FIELDS(focused)
    bool operator==(const Focus&) const = default;
};

/// A raw mouse report of the viewer's terminal; dropped if the program no longer requests reports. Not answered (see
/// `Push`).
struct Mouse {
    static constexpr int tag = 21;
    static constexpr Permission permission = Permission::control;
    static constexpr Layout layout = Layout::positional;
    Bytes bytes;
    FIELDS(bytes)
    bool operator==(const Mouse&) const = default;
};

/// The reply to `Happened::Kind::clipboard_query`; empty if there is none. Not answered (see `Push`).
struct Clipboard {
    static constexpr int tag = 22;
    static constexpr Permission permission = Permission::control;
    Bytes bytes;
    FIELDS(bytes)
    bool operator==(const Clipboard&) const = default;
};

/// Take exclusive control of the session that the peer watches, whoever has it now. Answered by `Done`, after the
/// `RoleChanged` of all clients concerned.
struct TakeControl {
    static constexpr int tag = 23;
    static constexpr Permission permission = Permission::claim;
    FIELDS()
    bool operator==(const TakeControl&) const = default;
};

/// Ask the exclusive controller of the session that the peer watches to hand control to the peer. Answered by `Done`;
/// if control is granted, `RoleChanged` follows later.
struct AskControl {
    static constexpr int tag = 24;
    static constexpr Permission permission = Permission::claim;
    FIELDS()
    bool operator==(const AskControl&) const = default;
};

/// Hand control to a client that asked for it. Answered by `Done`, or by `Failed` if the client did not ask.
struct GrantControl {
    static constexpr int tag = 25;
    static constexpr Permission permission = Permission::control;
    std::uint64_t client = 0;
    FIELDS(client)
    bool operator==(const GrantControl&) const = default;
};

/// List a session's clients. Answered by `Clients`.
struct ListClients {
    static constexpr int tag = 26;
    static constexpr Permission permission = Permission::look;
    std::string session;
    FIELDS(session)
    bool operator==(const ListClients&) const = default;
};

/// Share a session read-only with other users of the host, or change how long it is shared. Answered by `Done` once
/// they can connect.
struct Share {
    static constexpr int tag = 27;
    static constexpr Permission permission = Permission::control;
    std::string session;
    Grantee audience = Grantee::user;
    std::uint64_t id = 0;                ///< of the user or group on the server's host; 0 for everyone
    std::optional<std::uint64_t> for_ms; ///< duration; default: the session's life
    FIELDS(session, audience, id, for_ms)
    bool operator==(const Share&) const = default;
};

/// Stop sharing a session; observers that were allowed only by that share are disconnected. Answered by `Done`, or by
/// `Failed` if there is no such share.
struct Unshare {
    static constexpr int tag = 28;
    static constexpr Permission permission = Permission::control;
    std::string session;
    std::optional<Grantee> audience; ///< unset: all shares
    std::uint64_t id = 0;
    FIELDS(session, audience, id)
    bool operator==(const Unshare&) const = default;
};

/// List shares. Answered by `Shares`.
struct ListShares {
    static constexpr int tag = 29;
    static constexpr Permission permission = Permission::look;
    std::optional<std::string> session; ///< unset: all sessions
    FIELDS(session)
    bool operator==(const ListShares&) const = default;
};

/// Answered by `Pong`. Lets both ends of a link check that the other is there; a peer that does not know this message
/// also answers it.
struct Ping {
    static constexpr int tag = 30;
    static constexpr Permission permission = Permission::visit;
    FIELDS()
    bool operator==(const Ping&) const = default;
};

/// Follow a session's output as raw bytes. Answered by `Following`, then by `Output` messages, with `Gap` for what the
/// session no longer keeps; then `Ended` after the last byte, or `Detached` if no further output was requested. A peer
/// either follows one session or is attached to one. In all other respects a following peer can send and receive what
/// an attached peer can.
struct Follow {
    static constexpr int tag = 40;
    static constexpr Permission permission = Permission::look;
    enum class Streams : std::uint8_t { both = 0, out = 1, err = 2, none = 3 };
    std::string session; ///< empty: the one that was active last
    Role role = Role::observer;
    Claim claim = Claim::shared;
    std::optional<std::uint64_t> since; ///< offset of the first byte to send, at most the current end
    /// Without `since`: how many of the last lines to send. With neither, output is sent from the offset that the last
    /// controller that followed the session had reached when it left.
    std::optional<std::uint64_t> lines;
    Streams streams = Streams::both;
    bool goes_on = true;               ///< continue beyond the current end of the output
    bool pipes_only = false;           ///< refuse (`no_pipes`) if the program runs on a terminal
    std::vector<std::string> shown_in; ///< tokens, as in `Attach`, if the output goes to the client's terminal
    FIELDS(session, role, claim, since, lines, streams, goes_on, pipes_only, shown_in)
    bool operator==(const Follow&) const = default;
};
constexpr Follow::Streams last_of(Follow::Streams)
{
    return Follow::Streams::none;
}

/// Close the standard input of a session on pipes after the input sent so far. Answered by `Done`; `Failed` if it is
/// already closed, or if the session runs on a terminal, whose input cannot be closed.
struct CloseInput {
    static constexpr int tag = 41;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    FIELDS(session)
    bool operator==(const CloseInput&) const = default;
};

/// Send a signal to the foreground process group of a session's terminal; on pipes, to the program's group. Answered by
/// `Done`; `Failed` if the program has ended or clients cannot send that signal.
struct Signal {
    static constexpr int tag = 42;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    int signal = 0;
    FIELDS(session, signal)
    bool operator==(const Signal&) const = default;
};

/// Remove an ended session before its linger time is over. Answered by `Done`; `Failed` if it has not ended.
struct Forget {
    static constexpr int tag = 43;
    static constexpr Permission permission = Permission::control;
    std::string session;
    FIELDS(session)
    bool operator==(const Forget&) const = default;
};

/// Query the followed variables of a session. Answered by `Environment`.
struct AskEnvironment {
    static constexpr int tag = 44;
    static constexpr Permission permission = Permission::look;
    std::string session;
    FIELDS(session)
    bool operator==(const AskEnvironment&) const = default;
};

/// Query which sessions show the session with that token, directly or indirectly. Answered by `ShownIn`, with that
/// session first; empty if this server has no such session.
struct AskShownIn {
    static constexpr int tag = 45;
    static constexpr Permission permission = Permission::look;
    std::string token;
    FIELDS(token)
    bool operator==(const AskShownIn&) const = default;
};

/// Start recording a session. Answered by `Recordings` with the new recording once the file exists, or by `Failed`.
struct StartRecording {
    static constexpr int tag = 31;
    static constexpr Permission permission = Permission::steer;
    std::string session;
    RecordingOptions wish;
    FIELDS(session, wish)
    bool operator==(const StartRecording&) const = default;
};

/// Stop a session's recording. Answered by `Recordings` with that recording, once the file is complete or was given up.
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

/// List recordings. Answered by `Recordings`.
struct ListRecordings {
    static constexpr int tag = 34;
    static constexpr Permission permission = Permission::look;
    std::optional<std::string> session; ///< unset: all sessions
    FIELDS(session)
    bool operator==(const ListRecordings&) const = default;
};

/// Query a session's recent history, as far back as its log reaches, recorded or not. Answered by `RecentHistory`.
struct TakeRecentHistory {
    static constexpr int tag = 35;
    static constexpr Permission permission = Permission::look;
    std::string session;
    FIELDS(session)
    bool operator==(const TakeRecentHistory&) const = default;
};

} // namespace cleat
