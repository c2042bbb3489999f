#pragma once

#include "common/base/result.h"
#include "common/wire/values.h"
#include "server/keeper/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// What to do if the path of a new recording is a file that is not empty.
enum class ExistingFile : std::uint8_t {
    refuse = 0,
    overwrite = 1,
    beside = 2, ///< choose a similar name; also create the directory if it does not exist
};
constexpr ExistingFile last_of(ExistingFile)
{
    return ExistingFile::beside;
}

/// Messages between the worker and a recorder process, as tagged bytes (common/wire/tagged.h). Tags of records are
/// permanent:
///
///     12, 13, 15                     from the worker; 16 is the next free tag
///     73, 74, 75                     from the recorder; 76 is the next free tag
namespace record {

/// The state of a session at one offset of its output. If the session has a screen, one descriptor comes with it: a
/// file with the serialised `Snapshot`.
struct Place {
    std::uint64_t offset = 0; ///< of the output
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    std::uint16_t rows = 0;
    std::uint16_t columns = 0;
    FIELDS(offset, time, rows, columns)
    bool operator==(const Place&) const = default;
};

/// Worker to recorder: record with these options, from `place` on. The first record; answered by `RecordingReport`. An
/// eventfd precedes the descriptor of `place`: the worker writes to it when the log has reached the length that the
/// recorder waits for, or when there is an event.
struct BeginRecording {
    static constexpr int tag = 12;
    std::string path; ///< absolute
    ExistingFile existing = ExistingFile::refuse;
    bool compress = false;
    bool from_pipes = false;        ///< the program is on pipes
    std::uint64_t rotate_bytes = 0; ///< 0: never
    std::uint64_t rotate_ms = 0;    ///< 0: never
    std::string terminal_type;
    std::string title;
    std::string command;
    Place place;
    bool to_others_pipe = false; ///< another user's FIFO can be written to
    bool is_guessable = false;   ///< other users can predict the path before it exists
    bool has_options = true;     ///< the user can request `overwrite` and `to_others_pipe`
    FIELDS(path, existing, compress, from_pipes, rotate_bytes, rotate_ms, terminal_type, title, command, place,
           to_others_pipe, is_guessable, has_options)
    bool operator==(const BeginRecording&) const = default;
};

/// Worker to recorder: the reply to `WantPosition`. The `start` event at this position is on the board.
struct RecordingPosition {
    static constexpr int tag = 13;
    Place place;
    FIELDS(place)
    bool operator==(const RecordingPosition&) const = default;
};

/// Worker to recorder: write the rest, and end.
struct FinishRecording {
    static constexpr int tag = 15;
    std::optional<int> exit;   ///< the program's status, if there was no room for it on the board
    bool is_discarded = false; ///< the recording is cancelled, and a file that was created for it is removed
    FIELDS(exit, is_discarded)
    bool operator==(const FinishRecording&) const = default;
};

/// Recorder to worker: the state of the recording, whenever that changes.
struct RecordingReport {
    static constexpr int tag = 73;
    RecordingState state = RecordingState::running;
    std::string path;
    std::string why;
    FIELDS(state, path, why)
    bool operator==(const RecordingReport&) const = default;
};

/// Recorder to worker: requests the session's state, because output was lost or another file starts.
struct WantPosition {
    static constexpr int tag = 74;
    FIELDS()
    bool operator==(const WantPosition&) const = default;
};

/// Recorder to worker: the output that the worker waits for (`RecordingBoard::set_awaited`) was taken.
struct TookOutput {
    static constexpr int tag = 75;
    FIELDS()
    bool operator==(const TookOutput&) const = default;
};

} // namespace record

using ToRecorder = std::variant<record::BeginRecording, record::RecordingPosition, record::FinishRecording>;
using FromRecorder = std::variant<record::RecordingReport, record::WantPosition, record::TookOutput>;

template <>
std::string encode_record(const ToRecorder& record);
template <>
std::string encode_record(const FromRecorder& record);

template <>
Result<ToRecorder> decode_record(std::string_view bytes);
template <>
Result<FromRecorder> decode_record(std::string_view bytes);

} // namespace cleat
