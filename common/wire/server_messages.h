#pragma once

#include "common/model/row_places.h"
#include "common/model/update.h"
#include "common/wire/values.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the server sends: see messages.h.
namespace cleat {

/// The answer to `Hello`.
struct Welcome {
    static constexpr int tag = 64;
    int protocol = PROTOCOL_NEWEST; ///< the newest that both speak
    std::string version;
    Role role = Role::controller; ///< what was granted
    std::uint64_t channels = 1;   ///< how many sessions can be watched over this connection
    FIELDS(protocol, version, role, channels)
    bool operator==(const Welcome&) const = default;
};

/// It is done.
struct Done {
    static constexpr int tag = 65;
    FIELDS()
    bool operator==(const Done&) const = default;
};

/// It could not be done.
struct Failed {
    static constexpr int tag = 66;
    int code = 1; ///< `ErrorCode`
    std::string message;
    int exit_status = 0; ///< what a shell would give: 127 not found, 126 not executable; 0 where that makes no sense
    FIELDS(code, message, exit_status)
    bool operator==(const Failed&) const = default;
};

/// A session was made.
struct Created {
    static constexpr int tag = 67;
    std::uint64_t id = 0;
    std::string name;
    FIELDS(id, name)
    bool operator==(const Created&) const = default;
};

/// The peer is a viewer now.
struct Attached {
    static constexpr int tag = 68;
    std::uint64_t id = 0; ///< the session's
    std::string name;
    Role role = Role::observer; ///< at this moment
    std::uint64_t client = 0;   ///< the peer's own number among the session's clients
    std::uint64_t holder = 0;   ///< the client that holds control alone, or 0
    /// Bytes of input (of `Input`, `Paste` and `Mouse`) that may be on their way to the program at a time. A client
    /// that sends more is not read from until the program has taken some. 0: the server does not say `InputTaken`.
    std::uint64_t input_window = 0;
    FIELDS(id, name, role, client, holder, input_window)
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
    FIELDS(number, update, pushed, skipped, offset, places)
    bool operator==(const Step&) const = default;
};

/// How a program ended.
struct ExitStatus {
    int status = 0;          ///< of exit(2), where `signal` is 0
    int signal = 0;          ///< that killed it, or 0
    bool incomplete = false; ///< something still held the terminal: there may be output after the last that was read
    EndCause cause = EndCause::none; ///< which policy made the server end it
    FIELDS(status, signal, incomplete, cause)
    bool operator==(const ExitStatus&) const = default;
};

/// The session's program ended; comes after the last step.
struct Ended {
    static constexpr int tag = 70;
    ExitStatus how;
    FIELDS(how)
    bool operator==(const Ended&) const = default;
};

/// The peer is no viewer any more.
struct Detached {
    static constexpr int tag = 71;
    std::string reason; ///< empty where the peer asked for it
    FIELDS(reason)
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
    std::uint64_t bells = 0;           ///< that its program has rung
    FIELDS(id, name, command, pid, rows, columns, title, directory, controllers, observers, created, active, ended,
           size_rule, kind, ends, ends_by, recording, bells)
    bool operator==(const SessionInfo&) const = default;
};

/// The answer to `List` and `WatchSessions`, oldest first.
struct Sessions {
    static constexpr int tag = 72;
    std::vector<SessionInfo> sessions;
    FIELDS(sessions)
    bool operator==(const Sessions&) const = default;

    /// The session of this number; null if it is not listed. Lives as long as this list.
    [[nodiscard]] const SessionInfo* find(std::uint64_t id) const
    {
        const auto found = std::ranges::find(sessions, id, &SessionInfo::id);
        return found == sessions.end() ? nullptr : &*found;
    }
};

/// What is new in the list of sessions since the one before, for those who watch it: what happened meanwhile is not
/// told one by one.
struct SessionsChanged {
    static constexpr int tag = 96;
    std::vector<SessionInfo> changed; ///< and new ones; all of each, in the order of their numbers
    std::vector<std::uint64_t> gone;  ///< numbers of sessions
    FIELDS(changed, gone)
    bool operator==(const SessionsChanged&) const = default;
};

/// The answer to `TakeSnapshot`.
struct Snapshotted {
    static constexpr int tag = 73;
    std::string name;
    Bytes snapshot;          ///< `serialise(Snapshot)`
    std::uint64_t first = 0; ///< number of the oldest line of history that the session keeps
    std::uint64_t lines = 0; ///< how many it keeps
    FIELDS(name, snapshot, first, lines)
    bool operator==(const Snapshotted&) const = default;
};

/// The answer to `Send`: what the program had written when the bytes were given to it.
struct Sent {
    static constexpr int tag = 74;
    std::uint64_t offset = 0;
    FIELDS(offset)
    bool operator==(const Sent&) const = default;
};

/// The answer to `Wait`: it holds.
struct Waited {
    static constexpr int tag = 75;
    std::uint64_t offset = 0;        ///< in the session's output when it held
    std::string text;                ///< the line that matched
    std::optional<ExitStatus> ended; ///< for `exit`
    FIELDS(offset, text, ended)
    bool operator==(const Waited&) const = default;
};

/// The answer to `AskStatus`.
struct ServerStatus {
    static constexpr int tag = 76;
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
    FIELDS(version, keeper_pid, worker_pid, started, sessions, clients, runtime_directory, runtime_directory_from,
           worker_descriptors, worker_memory, unicode)
    bool operator==(const ServerStatus&) const = default;
};

/// Something that is not on the screen. For controllers, the clipboard too.
struct Happened {
    static constexpr int tag = 77;
    enum class Kind : std::uint8_t { bell = 0, clipboard = 1, notification = 2, clipboard_query = 3 };
    Kind kind = Kind::bell;
    std::string title; ///< of a notification; the selection of a clipboard
    Bytes data;
    bool is_warning = false; ///< a notification of the server's own, of what was dropped: `data` says it
    FIELDS(kind, title, data, is_warning)
    bool operator==(const Happened&) const = default;
};
constexpr Happened::Kind last_of(Happened::Kind)
{
    return Happened::Kind::clipboard_query;
}

/// The peer's role in the session that it watches is another one now, or another client holds control.
struct RoleChanged {
    static constexpr int tag = 78;
    Role role = Role::observer;
    std::uint64_t holder = 0; ///< the client that holds control alone, or 0
    FIELDS(role, holder)
    bool operator==(const RoleChanged&) const = default;
};

/// A client asks the peer, which holds control, to give it up: see `GrantControl`.
struct ControlAsked {
    static constexpr int tag = 79;
    std::uint64_t client = 0;
    FIELDS(client)
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
    FIELDS(id, role, holds, asks, rows, columns, terminal, pid, user, since)
    bool operator==(const ClientInfo&) const = default;
};

/// The answer to `ListClients`, oldest first.
struct Clients {
    static constexpr int tag = 80;
    std::vector<ClientInfo> clients;
    FIELDS(clients)
    bool operator==(const Clients&) const = default;
};

/// With whom a session is shared.
struct ShareInfo {
    static constexpr std::size_t most = MOST_LISTED; ///< in a list
    std::string session;
    Grantee audience = Grantee::user;
    std::uint64_t id = 0;
    std::optional<std::uint64_t> left_ms; ///< for how long from now; nothing: for the session's life
    FIELDS(session, audience, id, left_ms)
    bool operator==(const ShareInfo&) const = default;
};

/// The answer to `ListShares`, by sessions, oldest first.
struct Shares {
    static constexpr int tag = 81;
    std::vector<ShareInfo> shares;
    FIELDS(shares)
    bool operator==(const Shares&) const = default;
};

/// The answer to `Ping`.
struct Pong {
    static constexpr int tag = 82;
    FIELDS()
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
    FIELDS(id, session, path, state, why, started, written, files, behind, gaps, lost, input, compressed)
    bool operator==(const RecordingInfo&) const = default;
};

/// The answer to `ListRecordings` and others, by sessions, oldest first.
struct Recordings {
    static constexpr int tag = 83;
    std::vector<RecordingInfo> recordings;
    FIELDS(recordings)
    bool operator==(const Recordings&) const = default;
};

/// The answer to `TakePast`: an asciicast (v3), which begins with the screen as it was then.
struct Past {
    static constexpr int tag = 84;
    std::string name; ///< the session's
    Bytes cast;
    FIELDS(name, cast)
    bool operator==(const Past&) const = default;
};

/// It goes differently with the recording of the session that the peer watches. The newest is told, no more.
struct RecordingChanged {
    static constexpr int tag = 85;
    RecordingState state = RecordingState::running;
    std::string path;
    std::string why; ///< it is paused, or failed
    FIELDS(state, path, why)
    bool operator==(const RecordingChanged&) const = default;
};

/// A guest, another user whom the session is shared with, begins to look on or no longer does. For controllers at a
/// terminal that are no guests. Not each visit is told: the newest is, and how many there were.
struct GuestNews {
    static constexpr int tag = 86;
    std::int64_t user = 0;    ///< who it is, on the server's machine
    bool looks_on = false;    ///< at this moment
    std::uint64_t visits = 0; ///< that began since the last news of that user
    FIELDS(user, looks_on, visits)
    bool operator==(const GuestNews&) const = default;
};

/// The answer to `Follow`, and what comes of `New::follow`.
struct Following {
    static constexpr int tag = 90;
    std::uint64_t id = 0; ///< the session's
    std::string name;
    SessionKind kind = SessionKind::terminal;
    Role role = Role::observer; ///< at this moment
    std::uint64_t client = 0;   ///< the peer's own number among the session's clients
    std::uint64_t offset = 0;   ///< of the first byte that is told, or reported as missing
    std::uint64_t end = 0;      ///< of the output by now
    int columns = 0;            ///< of the terminal by now; 0 without one, and where the server does not say
    FIELDS(id, name, kind, role, client, offset, end, columns)
    bool operator==(const Following&) const = default;
};

/// Bytes that the program wrote.
struct Output {
    static constexpr int tag = 91;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t offset = 0; ///< of the first of them, in all that it wrote
    OutputStream stream = OutputStream::out;
    Bytes bytes;
    FIELDS(offset, stream, bytes)
    bool operator==(const Output&) const = default;
};

/// The bytes of `[from, to)` are not kept any more.
struct Gap {
    static constexpr int tag = 92;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    FIELDS(from, to)
    bool operator==(const Gap&) const = default;
};

/// The program takes no input any more: it has closed it, or somebody else did. What was sent and not taken is lost.
struct InputClosed {
    static constexpr int tag = 93;
    FIELDS()
    bool operator==(const InputClosed&) const = default;
};

/// Of the input that the client has sent since `Attached`, the program has taken so many bytes by now, or never will:
/// refused input counts, too. Comes when a quarter of the window was taken since the one before.
struct InputTaken {
    static constexpr int tag = 89;
    std::uint64_t bytes = 0;
    FIELDS(bytes)
    bool operator==(const InputTaken&) const = default;
};

/// The answer to `AskEnvironment`: what a program of the session should have now of the variables that are followed, as
/// NAME=VALUE.
struct Environment {
    static constexpr int tag = 94;
    std::vector<std::string> variables;
    FIELDS(variables)
    bool operator==(const Environment&) const = default;
};

/// The answer to `AskShownIn`.
struct ShownIn {
    static constexpr int tag = 95;
    std::vector<std::string> tokens;
    FIELDS(tokens)
    bool operator==(const ShownIn&) const = default;
};

} // namespace cleat
