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

/// What a recording does where a file with something in it is at its path.
enum class ExistingFile : std::uint8_t {
    refuse = 0,
    overwrite = 1,
    beside = 2, ///< take another name that is like it; make the directory, too, if there is none
};
constexpr ExistingFile last_of(ExistingFile)
{
    return ExistingFile::beside;
}

/// What the worker and the process that records a session say to each other, as tagged bytes (common/wire/tagged.h).
/// Tags of records are permanent:
///
///     12, 13, 15                     from the worker; 16 is the next one
///     73, 74, 75                     from the recorder; 76 is the next one
namespace record {

/// What a session is like at one place of its output. With one descriptor, where it has a screen: a file with the
/// serialised `Snapshot`.
struct Place {
    std::uint64_t offset = 0; ///< of the output
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    std::uint16_t rows = 0;
    std::uint16_t columns = 0;
    FIELDS(offset, time, rows, columns)
    bool operator==(const Place&) const = default;
};

/// Worker to recorder: record like this, from that place on. The first record; answered by `RecordingNews`. With an
/// eventfd before the descriptor of the place: it is written to when the log is as long as the recorder wanted to
/// sleep, or there is an event.
struct BeginRecording {
    static constexpr int tag = 12;
    std::string path; ///< absolute
    ExistingFile existing = ExistingFile::refuse;
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
    FIELDS(path, existing, compress, from_pipes, rotate_bytes, rotate_ms, terminal_type, title, command, place,
           to_others_pipe, is_guessable, has_options)
    bool operator==(const BeginRecording&) const = default;
};

/// Worker to recorder: what was wanted by `WantPlace`. Its `start` event is on the board.
struct RecordingPlace {
    static constexpr int tag = 13;
    Place place;
    FIELDS(place)
    bool operator==(const RecordingPlace&) const = default;
};

/// Worker to recorder: write what there is by now, and end.
struct FinishRecording {
    static constexpr int tag = 15;
    std::optional<int> exit;   ///< the program's status, where there was no room for it on the board
    bool is_discarded = false; ///< there is nothing to record: the file goes, if it was made for this
    FIELDS(exit, is_discarded)
    bool operator==(const FinishRecording&) const = default;
};

/// Recorder to worker: how it goes, whenever that changes.
struct RecordingNews {
    static constexpr int tag = 73;
    RecordingState state = RecordingState::running;
    std::string path;
    std::string why;
    FIELDS(state, path, why)
    bool operator==(const RecordingNews&) const = default;
};

/// Recorder to worker: it lost output, or wants to begin another file.
struct WantPlace {
    static constexpr int tag = 74;
    FIELDS()
    bool operator==(const WantPlace&) const = default;
};

/// Recorder to worker: it has taken some of the output, and the board said that this is waited for.
struct TookOutput {
    static constexpr int tag = 75;
    FIELDS()
    bool operator==(const TookOutput&) const = default;
};

} // namespace record

using ToRecorder = std::variant<record::BeginRecording, record::RecordingPlace, record::FinishRecording>;
using FromRecorder = std::variant<record::RecordingNews, record::WantPlace, record::TookOutput>;

template <>
std::string encode_record(const ToRecorder& record);
template <>
std::string encode_record(const FromRecorder& record);

template <>
Result<ToRecorder> decode_record(std::string_view bytes);
template <>
Result<FromRecorder> decode_record(std::string_view bytes);

} // namespace cleat
