#pragma once

#include "common/recording/cast_header.h"
#include "common/recording/cast_writer.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// The state of a session when a recording starts, or resumes after a gap.
struct RecordingStart {
    std::uint64_t offset = 0; ///< of the output: the first byte that is not part of `screen`
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    Size size;
    std::string screen; ///< VT bytes that draw it; empty if nothing was written yet, or there is no screen

    bool operator==(const RecordingStart&) const = default;
};

/// Writes the lines of a recording, in order, from a session's log and board. Output that was read within a millisecond
/// is one event, with the time of its first byte.
class Transcript {
 public:
    enum class Lines {
        as_they_are,
        from_pipes ///< a newline also returns to the first column, as on a terminal
    };
    /// The result of `take`.
    enum class Outcome {
        more,       ///< call `take` again at once
        at_frame,   ///< call `RecordingFile::end_frame`, so that players can start here, and `take` again at once;
                    ///< occurs about as often as keyframes
        up_to_date, ///< nothing more is available
        at_start,   ///< another file can start here, or the screen can be redrawn: this is the position of a `start`
                    ///< event
        lost,       ///< the next output is not in the log any more
        over        ///< the session has ended, and everything was taken
    };

    /// Both are borrowed for this object's life.
    Transcript(const Log& log, RecordingBoard& board, Lines lines) : log_(log), board_(board), lines_(lines) {}

    /// Starts a file: appends its header (its size is `start`'s) and the screen to `out`.
    void begin(CastHeader header, const RecordingStart& start, std::string& out);
    /// Takes the next output (at most 64 KiB) or event, appends its lines to `out`, and reports the progress on the
    /// board.
    Outcome take(std::string& out);
    /// Resumes at `start`, whose event is on the board, after output was lost; writes a marker that reports the loss.
    void resume(const RecordingStart& start, std::string& out);
    /// Takes output that the worker has read but not appended to the log, after the worker has ended.
    void take_unappended(std::string& out);
    /// Ends a file: appends pending output, and the program's exit status if no event contains it. If output was
    /// lost and no screen followed, a marker says so.
    void finish(std::string& out, std::optional<int> exit = std::nullopt);

    /// Offset of the output: everything before it was taken.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    [[nodiscard]] std::uint64_t gaps() const { return gaps_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
    [[nodiscard]] CastTime at(std::int64_t time) const { return CastTime(time - began_); }
    Outcome take_output(std::uint64_t limit, std::string& out);
    Outcome take_event(const RecordingEvent& event, std::string& out);
    void resize(const RecordingEvent& event, std::string& out);
    void write(std::int64_t time, std::string_view bytes, std::string& out);
    void draw(const RecordingStart& start, std::string& out);
    void mark_gap(std::uint64_t bytes, CastTime time, std::string& out);
    [[nodiscard]] bool is_frame_due(std::int64_t time);

    const Log& log_;
    RecordingBoard& board_;
    Lines lines_;
    CastWriter writer_{CastVersion::v3};
    std::int64_t began_ = 0; ///< start of the file, on the log's clock
    std::int64_t last_ = 0;  ///< time of the last event, on the same clock
    std::uint64_t offset_ = 0;
    Size size_;
    std::string bytes_;
    std::uint64_t in_frame_ = 0; ///< bytes of output in the current frame of the file
    std::int64_t frame_ = 0;     ///< when it started
    std::uint64_t gaps_ = 0;
    std::uint64_t lost_ = 0;
};

} // namespace cleat
