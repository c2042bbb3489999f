#pragma once

#include "common/base/result.h"
#include "common/base/runtime_places.h"
#include "server/keeper/session_id.h"
#include "server/pty/spawn.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// What keeper, worker and recorders say to each other. They may be of different versions after an upgrade: fields that
/// one does not know are skipped, fields that are missing are zero or empty, and tags are permanent.
namespace record {

/// Worker to keeper: start a program.
struct Spawn {
    SessionId session = 0;
    SpawnRequest request;
    bool operator==(const Spawn&) const = default;
};
/// Worker to keeper: let a gated program run. Answered by `Released` or `SpawnFailed`.
struct Release {
    SessionId session = 0;
    bool operator==(const Release&) const = default;
};
/// Worker to keeper: signal a process group of the session.
struct Signal {
    SessionId session = 0;
    pid_t group = 0;
    int signal = 0;
    bool operator==(const Signal&) const = default;
};
/// Worker to keeper: the session is not needed any more.
struct Forget {
    SessionId session = 0;
    bool operator==(const Forget&) const = default;
};
/// Worker to keeper: the program's standard input is over.
struct CloseInput {
    SessionId session = 0;
    bool operator==(const CloseInput&) const = default;
};
/// Worker to keeper: end the server.
struct Stop {
    int status = 0; ///< to exit with
    bool operator==(const Stop&) const = default;
};
/// Worker to keeper: this session's program is the main one.
struct Main {
    SessionId session = 0;
    bool operator==(const Main&) const = default;
};
/// Worker to keeper: the listening socket has arrived; clients can be served.
struct Ready {
    bool operator==(const Ready&) const = default;
};
/// Worker to keeper: listen for other users too. Answered by `SharedListener` or `NotShared`.
struct Share {
    bool operator==(const Share&) const = default;
};
/// Worker to keeper: listen for other users no more.
struct Unshare {
    bool operator==(const Unshare&) const = default;
};
/// Keeper to worker: the program runs; or it is gated, and waits. With descriptors: the memory for the session's log,
/// then the terminal; or, for a program on pipes, its standard output, its standard error, and its standard input if
/// that is a pipe.
struct Spawned {
    SessionId session = 0;
    pid_t pid = 0;
    bool operator==(const Spawned&) const = default;
};
/// Keeper to worker: a gated program runs.
struct Released {
    SessionId session = 0;
    bool operator==(const Released&) const = default;
};
/// Keeper to worker: the program could not be started.
struct SpawnFailed {
    SessionId session = 0;
    SpawnError error;
    bool operator==(const SpawnFailed&) const = default;
};
/// Keeper to worker: the program ended, with waitpid's status.
struct Exited {
    SessionId session = 0;
    int status = 0;
    bool operator==(const Exited&) const = default;
};
/// Keeper to worker: clients connect here; a later one takes the place of an earlier one. With one descriptor, the
/// listening socket.
struct Listener {
    RuntimePlace place; ///< where that is, without `makes_parents`
    bool operator==(const Listener&) const = default;
};

/// Keeper to worker: other users connect here. With one descriptor, the listening socket.
struct SharedListener {
    bool operator==(const SharedListener&) const = default;
};
/// Keeper to worker: why other users cannot connect.
struct NotShared {
    std::string why;
    bool operator==(const NotShared&) const = default;
};

/// Worker to keeper: run a process that records the session. Answered by `RecorderStarted` or `RecorderFailed`.
struct StartRecorder {
    SessionId session = 0;
    RecorderId recorder = 0;
    bool operator==(const StartRecorder&) const = default;
};
/// Worker to keeper: kill that process.
struct EndRecorder {
    RecorderId recorder = 0;
    bool operator==(const EndRecorder&) const = default;
};
/// Keeper to worker: it runs. With two descriptors: the worker's end of the channel to it, and the memory for the
/// `RecordingBoard`. Only the keeper holds duplicates.
struct RecorderStarted {
    RecorderId recorder = 0;
    bool operator==(const RecorderStarted&) const = default;
};
/// Keeper to worker: it could not be started, with an errno.
struct RecorderFailed {
    RecorderId recorder = 0;
    int error = 0;
    bool operator==(const RecorderFailed&) const = default;
};
/// Keeper to worker: it ended, with waitpid's status.
struct RecorderExited {
    RecorderId recorder = 0;
    int status = 0;
    bool operator==(const RecorderExited&) const = default;
};

/// What a session is like at one place of its output. With one descriptor, where it has a screen: a file with the
/// serialised `Snapshot`.
struct Place {
    std::uint64_t offset = 0; ///< of the output
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    std::uint16_t rows = 0;
    std::uint16_t columns = 0;
    bool operator==(const Place&) const = default;
};
/// Worker to recorder: record like this, from that place on. The first record; answered by `RecordingNews`. With an
/// eventfd before the descriptor of the place: it is written to when the log is as long as the recorder wanted to
/// sleep, or there is an event.
struct BeginRecording {
    std::string path; ///< absolute
    int placing = 0;  ///< `RecordingFile::Placing`
    bool compress = false;
    bool from_pipes = false;        ///< the program has no terminal
    std::uint64_t rotate_bytes = 0; ///< 0: never
    std::uint64_t rotate_ms = 0;    ///< 0: never
    std::string terminal_type;
    std::string title;
    std::string command;
    Place place;
    bool to_others_pipe = false; ///< a FIFO of another user's may be written to
    bool is_guessable = false;   ///< anybody can tell what the path is before it is there
    bool has_options = true;     ///< the user could have asked for `overwrite` and `to_others_pipe`
    bool operator==(const BeginRecording&) const = default;
};
/// Worker to recorder: what was wanted by `WantPlace`. Its `start` event is on the board.
struct RecordingPlace {
    Place place;
    bool operator==(const RecordingPlace&) const = default;
};
/// Worker to recorder: write what there is by now, and end.
struct FinishRecording {
    std::optional<int> exit;   ///< the program's status, where there was no room for it on the board
    bool is_discarded = false; ///< there is nothing to record: the file goes, if it was made for this
    bool operator==(const FinishRecording&) const = default;
};
/// Recorder to worker: how it goes, whenever that changes.
struct RecordingNews {
    int state = 0; ///< `RecordingState`
    std::string path;
    std::string why;
    bool operator==(const RecordingNews&) const = default;
};
/// Recorder to worker: it lost output, or wants to begin another file.
struct WantPlace {
    bool operator==(const WantPlace&) const = default;
};
/// Recorder to worker: it has taken some of the output, and the board said that this is waited for.
struct TookOutput {
    bool operator==(const TookOutput&) const = default;
};

} // namespace record

using Record =
    std::variant<record::Spawn, record::Signal, record::Forget, record::Stop, record::Ready, record::Spawned,
                 record::SpawnFailed, record::Exited, record::Listener, record::Main, record::Share, record::Unshare,
                 record::SharedListener, record::NotShared, record::CloseInput, record::StartRecorder,
                 record::EndRecorder, record::RecorderStarted, record::RecorderFailed, record::RecorderExited,
                 record::BeginRecording, record::RecordingPlace, record::FinishRecording, record::RecordingNews,
                 record::WantPlace, record::TookOutput, record::Release, record::Released>;

/// The longest record: a spawn request with all the environment that exec takes, and room to spare.
inline constexpr std::size_t MAX_RECORD = 4U << 20U;

/// A record as bytes: a type (u16), then fields of tag (u16), length (u32) and value, in the machine's byte order, for
/// the other end is on the same machine. Numbers are 8 bytes.
[[nodiscard]] std::string encode(const Record& record);

/// Otherwise `unsupported` for a type of another version, or `invalid`.
Result<Record> decode(std::string_view bytes);

} // namespace cleat
