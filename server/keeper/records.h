#pragma once

#include "common/base/result.h"
#include "common/base/runtime_directories.h"
#include "common/wire/fields.h"
#include "server/keeper/session_id.h"
#include "server/pty/spawn.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// Messages between keeper and worker, as tagged bytes (common/wire/tagged.h). The two can be of different versions
/// after an upgrade. Tags of records are permanent:
///
///     1 .. 11, 16, 17                from the worker; 18 is the next free tag
///     64 .. 72, 76, 77               from the keeper; 78 is the next free tag
namespace record {

// --- worker to keeper ------------------------------------------------------------------------------------------------

/// Start a program.
struct Spawn {
    static constexpr int tag = 1;
    SessionId session = 0;
    SpawnRequest request;
    FIELDS(session, request)
    bool operator==(const Spawn&) const = default;
};

/// Let a gated program run. Answered by `Released` or `SpawnFailed`.
struct Release {
    static constexpr int tag = 16;
    SessionId session = 0;
    FIELDS(session)
    bool operator==(const Release&) const = default;
};

/// Signal a process group of the session.
struct Signal {
    static constexpr int tag = 2;
    SessionId session = 0;
    pid_t group = 0;
    int signal = 0;
    FIELDS(session, group, signal)
    bool operator==(const Signal&) const = default;
};

/// The program has ended, and its terminal or pipes are no longer needed: only the session's memory is kept.
struct Close {
    static constexpr int tag = 17;
    SessionId session = 0;
    FIELDS(session)
    bool operator==(const Close&) const = default;
};

/// The session is no longer needed.
struct Forget {
    static constexpr int tag = 3;
    SessionId session = 0;
    FIELDS(session)
    bool operator==(const Forget&) const = default;
};

/// Close the program's standard input.
struct CloseInput {
    static constexpr int tag = 6;
    SessionId session = 0;
    FIELDS(session)
    bool operator==(const CloseInput&) const = default;
};

/// End the server.
struct Stop {
    static constexpr int tag = 4;
    int status = 0; ///< the exit status
    FIELDS(status)
    bool operator==(const Stop&) const = default;
};

/// This session is the main one.
struct Main {
    static constexpr int tag = 7;
    SessionId session = 0;
    FIELDS(session)
    bool operator==(const Main&) const = default;
};

/// The listening socket was received; clients can be served.
struct Ready {
    static constexpr int tag = 5;
    FIELDS()
    bool operator==(const Ready&) const = default;
};

/// Listen for other users too. Answered by `SharedListener` or `NotShared`.
struct Share {
    static constexpr int tag = 8;
    FIELDS()
    bool operator==(const Share&) const = default;
};

/// Stop listening for other users.
struct Unshare {
    static constexpr int tag = 9;
    FIELDS()
    bool operator==(const Unshare&) const = default;
};

/// Start a process that records the session. Answered by `RecorderStarted` or `RecorderFailed`.
struct StartRecorder {
    static constexpr int tag = 10;
    SessionId session = 0;
    RecorderId recorder = 0;
    FIELDS(session, recorder)
    bool operator==(const StartRecorder&) const = default;
};

/// Kill a recorder.
struct EndRecorder {
    static constexpr int tag = 11;
    RecorderId recorder = 0;
    FIELDS(recorder)
    bool operator==(const EndRecorder&) const = default;
};

// --- keeper to worker ------------------------------------------------------------------------------------------------

/// The program runs; or it is gated, and waits. Descriptors: the session's memory; then the terminal, or, for a program
/// on pipes, its standard output, its standard error, and its standard input if that is a pipe.
struct Spawned {
    static constexpr int tag = 64;
    SessionId session = 0;
    pid_t pid = 0;
    FIELDS(session, pid)
    bool operator==(const Spawned&) const = default;
};

/// A program of the previous worker that is still kept; `Exited` follows if it has ended. Descriptors as for `Spawned`,
/// or the memory alone if the others are closed.
struct Resumed {
    static constexpr int tag = 77;
    SessionId session = 0;
    pid_t pid = 0;
    FIELDS(session, pid)
    bool operator==(const Resumed&) const = default;
};

/// A gated program runs.
struct Released {
    static constexpr int tag = 76;
    SessionId session = 0;
    FIELDS(session)
    bool operator==(const Released&) const = default;
};

/// The program could not be started.
struct SpawnFailed {
    static constexpr int tag = 65;
    SessionId session = 0;
    SpawnError error;
    FIELDS(session, error)
    bool operator==(const SpawnFailed&) const = default;
};

/// The program ended, with waitpid's status.
struct Exited {
    static constexpr int tag = 66;
    SessionId session = 0;
    int status = 0;
    FIELDS(session, status)
    bool operator==(const Exited&) const = default;
};

/// Clients connect here. One descriptor: the listening socket, which replaces an earlier one.
struct Listener {
    static constexpr int tag = 67;
    RuntimeDirectory place; ///< its location, without `creates_parents`
    FIELDS(place)
    bool operator==(const Listener&) const = default;
};

/// Other users connect here. One descriptor: the listening socket.
struct SharedListener {
    static constexpr int tag = 68;
    FIELDS()
    bool operator==(const SharedListener&) const = default;
};

/// Why other users cannot connect.
struct NotShared {
    static constexpr int tag = 69;
    std::string why;
    FIELDS(why)
    bool operator==(const NotShared&) const = default;
};

/// The recorder runs, and has the session's memory. One descriptor: the worker's end of the channel, of which the
/// keeper holds a duplicate.
struct RecorderStarted {
    static constexpr int tag = 70;
    RecorderId recorder = 0;
    FIELDS(recorder)
    bool operator==(const RecorderStarted&) const = default;
};

/// The recorder could not be started; `error` is an errno.
struct RecorderFailed {
    static constexpr int tag = 71;
    RecorderId recorder = 0;
    int error = 0;
    FIELDS(recorder, error)
    bool operator==(const RecorderFailed&) const = default;
};

/// The recorder ended, with waitpid's status.
struct RecorderExited {
    static constexpr int tag = 72;
    RecorderId recorder = 0;
    int status = 0;
    FIELDS(recorder, status)
    bool operator==(const RecorderExited&) const = default;
};

} // namespace record

using WorkerRecord = std::variant<record::Spawn, record::Release, record::Signal, record::Close, record::Forget,
                                  record::CloseInput, record::Stop, record::Main, record::Ready, record::Share,
                                  record::Unshare, record::StartRecorder, record::EndRecorder>;
using KeeperRecord = std::variant<record::Spawned, record::Resumed, record::Released, record::SpawnFailed,
                                  record::Exited, record::Listener, record::SharedListener, record::NotShared,
                                  record::RecorderStarted, record::RecorderFailed, record::RecorderExited>;

/// The longest record: a spawn request with the largest environment that exec accepts, and some room to spare.
inline constexpr std::size_t MAX_RECORD = 4U << 20U;

/// `encode_record` and `decode_record` are defined for each variant of records that two processes exchange.
template <class AnyRecord>
[[nodiscard]] std::string encode_record(const AnyRecord& record);
/// The inverse. `unsupported` for an unknown tag, of another version; `invalid` for anything that is not a valid
/// record.
template <class AnyRecord>
[[nodiscard]] Result<AnyRecord> decode_record(std::string_view bytes);

template <>
std::string encode_record(const WorkerRecord& record);
template <>
std::string encode_record(const KeeperRecord& record);
template <>
Result<WorkerRecord> decode_record(std::string_view bytes);
template <>
Result<KeeperRecord> decode_record(std::string_view bytes);

} // namespace cleat
