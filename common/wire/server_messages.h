#pragma once

#include "common/model/row_positions.h"
#include "common/model/update.h"
#include "common/wire/values.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Messages from the server; see messages.h.
namespace cleat {

/// The answer to `Hello`.
struct Welcome {
    static constexpr int tag = 64;
    int protocol = PROTOCOL_NEWEST; ///< the newest that both support
    std::string version;
    Role role = Role::controller; ///< what was granted
    std::uint64_t channels = 1;   ///< number of sessions that can be watched
    FIELDS(protocol, version, role, channels)
    bool operator==(const Welcome&) const = default;
};

/// The request was carried out.
struct Done {
    static constexpr int tag = 65;
    FIELDS()
    bool operator==(const Done&) const = default;
};

/// The request failed.
struct Failed {
    static constexpr int tag = 66;
    int code = 1; ///< `ErrorCode`
    std::string message;
    int exit_status = 0; ///< as in a shell: 127 not found, 126 not executable; 0 if not applicable
    FIELDS(code, message, exit_status)
    bool operator==(const Failed&) const = default;
};

/// A session was created.
struct Created {
    static constexpr int tag = 67;
    std::uint64_t id = 0;
    std::string name;
    FIELDS(id, name)
    bool operator==(const Created&) const = default;
};

/// The peer is attached.
struct Attached {
    static constexpr int tag = 68;
    std::uint64_t id = 0; ///< the session's
    std::string name;
    Role role = Role::observer; ///< the current role
    std::uint64_t client = 0;   ///< the peer's own number among the session's clients
    std::uint64_t holder = 0;   ///< the exclusive controller, or 0
    /// How many bytes of input (`Input`, `Paste` and `Mouse`) may be in transit to the program. The server stops
    /// reading from a client that sends more until the program has read some. 0: the server does not send `InputTaken`.
    std::uint64_t input_window = 0;
    FIELDS(id, name, role, client, holder, input_window)
    bool operator==(const Attached&) const = default;
};

/// The changes since the previous step. The viewer draws them and acknowledges the number.
struct Step {
    static constexpr int tag = 69;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t number = 0;
    Update update;
    std::vector<Bytes> pushed;          ///< packed rows that left the top of the primary screen, in order
    std::uint64_t skipped = 0;          ///< rows that left before `pushed` and are not sent
    std::uint64_t offset = 0;           ///< in the session's output
    std::optional<RowPositions> places; ///< unset if the server is too old to send it
    FIELDS(number, update, pushed, skipped, offset, places)
    bool operator==(const Step&) const = default;
};

/// How a program exited.
struct ExitStatus {
    int status = 0;          ///< from exit(2), if `signal` is 0
    int signal = 0;          ///< the signal that killed it, or 0
    bool incomplete = false; ///< a process still had the terminal open: there may be output after the last byte read
    EndCause cause = EndCause::none; ///< the policy by which the server killed it
    FIELDS(status, signal, incomplete, cause)
    bool operator==(const ExitStatus&) const = default;
};

/// The session's program has exited; sent after the last step.
struct Ended {
    static constexpr int tag = 70;
    ExitStatus how;
    FIELDS(how)
    bool operator==(const Ended&) const = default;
};

/// The peer was detached.
struct Detached {
    static constexpr int tag = 71;
    std::string reason; ///< empty if the peer requested it
    FIELDS(reason)
    bool operator==(const Detached&) const = default;
};

/// One session as `cleat ls` shows it. Times are seconds since 1970.
struct SessionInfo {
    static constexpr std::size_t most = MAX_LISTED; ///< in a list
    std::uint64_t id = 0;
    std::string name;
    std::vector<std::string> command;
    std::int64_t pid = 0;
    int rows = 0;
    int columns = 0;
    std::string title;
    std::string directory; ///< from OSC 7, otherwise the directory it was started in
    int controllers = 0;
    int observers = 0;
    std::int64_t created = 0;
    std::int64_t active = 0; ///< time of the last output or input
    std::optional<ExitStatus> ended;
    SizeRule size_rule = SizeRule::latest;
    SessionKind kind = SessionKind::terminal; ///< a session on pipes has no size
    std::optional<std::int64_t> ends;  ///< when it is killed or sent the next signal; if ended, when it is removed
    EndCause ends_by = EndCause::none; ///< the policy that sets `ends`; none for an ended session
    std::string recording;             ///< file that it is recorded to, or empty
    std::uint64_t bells = 0;           ///< number of bells so far
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

    /// The session with this number; null if it is not listed. Points into this list.
    [[nodiscard]] const SessionInfo* find(std::uint64_t id) const
    {
        const auto found = std::ranges::find(sessions, id, &SessionInfo::id);
        return found == sessions.end() ? nullptr : &*found;
    }
};

/// Changes to the list of sessions since the previous message, for a client that watches it. Several changes of one
/// session may be combined.
struct SessionsChanged {
    static constexpr int tag = 96;
    std::vector<SessionInfo> changed; ///< changed and new sessions, complete, in the order of their numbers
    std::vector<std::uint64_t> gone;  ///< numbers of removed sessions
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

/// The answer to `Send`: the offset in the output when the input was delivered.
struct Sent {
    static constexpr int tag = 74;
    std::uint64_t offset = 0;
    FIELDS(offset)
    bool operator==(const Sent&) const = default;
};

/// The answer to `Wait`: the condition holds.
struct Waited {
    static constexpr int tag = 75;
    std::uint64_t offset = 0;        ///< in the session's output when the condition held
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
    std::string runtime_directory;        ///< empty if the server does not report it
    std::string runtime_directory_from;   ///< `RuntimeDirectory::reason`
    std::uint64_t worker_descriptors = 0; ///< open in the worker; 0 if the server does not report it
    std::uint64_t worker_memory = 0;      ///< resident bytes of the worker; 0 if the server does not report it
    std::string unicode; ///< Unicode version of the character widths; empty if the server does not report it
    FIELDS(version, keeper_pid, worker_pid, started, sessions, clients, runtime_directory, runtime_directory_from,
           worker_descriptors, worker_memory, unicode)
    bool operator==(const ServerStatus&) const = default;
};

/// An event that does not change the screen. Controllers also receive clipboard events.
struct Happened {
    static constexpr int tag = 77;
    enum class Kind : std::uint8_t { bell = 0, clipboard = 1, notification = 2, clipboard_query = 3 };
    Kind kind = Kind::bell;
    std::string title; ///< of a notification; for a clipboard, the selection
    Bytes data;
    bool is_warning = false; ///< a notification by the server itself about dropped data; `data` is its text
    FIELDS(kind, title, data, is_warning)
    bool operator==(const Happened&) const = default;
};
constexpr Happened::Kind last_of(Happened::Kind)
{
    return Happened::Kind::clipboard_query;
}

/// The peer's role in the session that it watches has changed, or the exclusive controller has.
struct RoleChanged {
    static constexpr int tag = 78;
    Role role = Role::observer;
    std::uint64_t holder = 0; ///< the exclusive controller, or 0
    FIELDS(role, holder)
    bool operator==(const RoleChanged&) const = default;
};

/// A client asks the peer, the exclusive controller, to hand over control: see `GrantControl`.
struct ControlAsked {
    static constexpr int tag = 79;
    std::uint64_t client = 0;
    FIELDS(client)
    bool operator==(const ControlAsked&) const = default;
};

/// One client of a session as `cleat clients` shows it.
struct ClientInfo {
    static constexpr std::size_t most = MAX_LISTED; ///< in a list
    std::uint64_t id = 0;                           ///< unique within the session
    Role role = Role::observer;
    bool holds = false; ///< has exclusive control
    bool asks = false;  ///< has asked for control
    int rows = 0;       ///< of its terminal
    int columns = 0;
    std::string terminal;   ///< TERM
    std::int64_t pid = 0;   ///< of the process at the other end of its socket
    std::int64_t user = 0;  ///< user id of that process
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

/// One share of a session.
struct ShareInfo {
    static constexpr std::size_t most = MAX_LISTED; ///< in a list
    std::string session;
    Grantee audience = Grantee::user;
    std::uint64_t id = 0;
    std::optional<std::uint64_t> left_ms; ///< remaining time; unset: for the session's life
    FIELDS(session, audience, id, left_ms)
    bool operator==(const ShareInfo&) const = default;
};

/// The answer to `ListShares`, by session, oldest first.
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

/// The latest recording of a session.
struct RecordingInfo {
    static constexpr std::size_t most = MAX_LISTED; ///< in a list
    std::uint64_t id = 0;                           ///< the session's
    std::string session;
    std::string path; ///< the current file, or the last one
    RecordingState state = RecordingState::running;
    std::string why;           ///< reason for a pause or failure
    std::int64_t started = 0;  ///< seconds since 1970
    std::uint64_t written = 0; ///< bytes in all of its files
    std::uint64_t files = 0;
    std::uint64_t behind = 0; ///< bytes of output not yet recorded
    std::uint64_t gaps = 0;   ///< number of gaps in it
    std::uint64_t lost = 0;   ///< bytes of output lost in them
    bool input = false;
    bool compressed = false;
    FIELDS(id, session, path, state, why, started, written, files, behind, gaps, lost, input, compressed)
    bool operator==(const RecordingInfo&) const = default;
};

/// The answer to `ListRecordings` and other requests, by session, oldest first.
struct Recordings {
    static constexpr int tag = 83;
    std::vector<RecordingInfo> recordings;
    FIELDS(recordings)
    bool operator==(const Recordings&) const = default;
};

/// The answer to `TakeRecentHistory`: an asciicast (v3). It starts with the screen at the earliest keyframe that the
/// session's log reaches back to.
struct RecentHistory {
    static constexpr int tag = 84;
    std::string name; ///< the session's
    Bytes cast;
    FIELDS(name, cast)
    bool operator==(const RecentHistory&) const = default;
};

/// The state of the recording of the session that the peer watches has changed. Only the latest state is sent.
struct RecordingChanged {
    static constexpr int tag = 85;
    RecordingState state = RecordingState::running;
    std::string path;
    std::string why; ///< reason for a pause or failure
    FIELDS(state, path, why)
    bool operator==(const RecordingChanged&) const = default;
};

/// A guest (another user with whom the session is shared) started or stopped observing. Sent to the
/// owner's clients that are attached with a terminal and can be controllers. Visits are combined: only the
/// latest state and the number of visits are sent.
struct GuestVisits {
    static constexpr int tag = 86;
    std::int64_t user = 0;    ///< user id on the server's host
    bool looks_on = false;    ///< observing now
    std::uint64_t visits = 0; ///< that started since the last message about that user
    FIELDS(user, looks_on, visits)
    bool operator==(const GuestVisits&) const = default;
};

/// The answer to `Follow`, and sent after `Created` for `New::follow`.
struct Following {
    static constexpr int tag = 90;
    std::uint64_t id = 0; ///< the session's
    std::string name;
    SessionKind kind = SessionKind::terminal;
    Role role = Role::observer; ///< the current role
    std::uint64_t client = 0;   ///< the peer's own number among the session's clients
    std::uint64_t offset = 0;   ///< of the first byte that is sent or reported as missing
    std::uint64_t end = 0;      ///< current end of the output
    int columns = 0; ///< current columns of the terminal; 0 without one, and if the server does not report it
    FIELDS(id, name, kind, role, client, offset, end, columns)
    bool operator==(const Following&) const = default;
};

/// Bytes that the program wrote.
struct Output {
    static constexpr int tag = 91;
    static constexpr Layout layout = Layout::positional;
    std::uint64_t offset = 0; ///< of the first byte, in the whole output
    OutputStream stream = OutputStream::out;
    Bytes bytes;
    FIELDS(offset, stream, bytes)
    bool operator==(const Output&) const = default;
};

/// The bytes in `[from, to)` are no longer kept.
struct Gap {
    static constexpr int tag = 92;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    FIELDS(from, to)
    bool operator==(const Gap&) const = default;
};

/// The program accepts no more input: its input was closed. Input sent and not read is lost.
struct InputClosed {
    static constexpr int tag = 93;
    FIELDS()
    bool operator==(const InputClosed&) const = default;
};

/// The number of bytes of the client's input since `Attached` that the program has read or will never read, including
/// refused input. Sent when a quarter of the window was used since the last one.
struct InputTaken {
    static constexpr int tag = 89;
    std::uint64_t bytes = 0;
    FIELDS(bytes)
    bool operator==(const InputTaken&) const = default;
};

/// The answer to `AskEnvironment`: the current values of the followed variables for a program in the session, as
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
