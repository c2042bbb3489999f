#pragma once

#include "common/recording/cast_header.h"
#include "common/recording/cast_writer.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// A session at one moment, as a recording begins with it, or goes on with it after a gap.
struct RecordingStart {
    std::uint64_t offset = 0; ///< of the output: the first byte that is not in `screen`
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    Size size;
    std::string screen; ///< VT bytes that draw it; empty where nothing was written yet, or there is no screen

    bool operator==(const RecordingStart&) const = default;
};

/// Makes the lines of a recording, in order, of a session's log and board. Output that was read within a millisecond is
/// one event, at the time of the first of it.
class Transcript {
 public:
    enum class Lines {
        as_they_are,
        from_pipes ///< a newline goes back to the first column, as a terminal would have it
    };
    /// How `take` ended.
    enum class Outcome {
        more,       ///< there is more to take at once
        at_frame,   ///< the same, and a player should be able to begin here: as often as there are keyframes
        up_to_date, ///< nothing is left
        at_start,   ///< another file can begin here, or the screen be drawn again: it is the place of a `start` event
        lost,       ///< what comes next is not in the log any more
        over        ///< the session has ended, and all of it was taken
    };

    /// Both are borrowed for this object's life.
    Transcript(const Log& log, RecordingBoard& board, Lines lines) : log_(log), board_(board), lines_(lines) {}

    /// Begins a file: appends its header (its size is `start`'s) and the screen to `out`.
    void begin(CastHeader header, const RecordingStart& start, std::string& out);
    /// Takes what comes next, at most about 64 KiB, appends its lines to `out`, and tells the board how far it is.
    Outcome take(std::string& out);
    /// Goes on at `start`, whose event is on the board, after output was lost; says so with a marker.
    void resume(const RecordingStart& start, std::string& out);
    /// Takes what the worker has read but not noted, for it is no more.
    void take_unnoted(std::string& out);
    /// Ends a file: appends what is unfinished, and the program's exit where there is a status that no event has. Where
    /// output was lost and not made up for, a marker says so.
    void finish(std::string& out, std::optional<int> exit = std::nullopt);

    /// Of the output: what is before it was taken.
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
    std::int64_t began_ = 0; ///< the file, on the clock of the log
    std::int64_t last_ = 0;  ///< event, on it
    std::uint64_t offset_ = 0;
    Size size_;
    std::string bytes_;
    std::uint64_t in_frame_ = 0; ///< bytes of output
    std::int64_t frame_ = 0;     ///< when it began
    std::uint64_t gaps_ = 0;
    std::uint64_t lost_ = 0;
};

} // namespace cleat
