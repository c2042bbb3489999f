#pragma once

#include "common/event/loop.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"
#include "server/recording/hold.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace cleat {

/// How far a session's recorder is behind its log, and how long the program may have to wait for it. The program is
/// held back while the next read would lose output that the recorder has not taken, until the time of `Hold` is used
/// up: then the hold has lapsed, and output may be lost until the recorder has caught up or resumes at another place.
class RecorderLag {
 public:
    struct Handlers {
        /// The program may be read from again.
        std::function<void()> on_room;
        /// `has_lapsed` has changed.
        std::function<void()> on_lapse_changed;
    };

    /// Holds nothing back at first. The loop and the log are borrowed for this object's life.
    RecorderLag(Loop& loop, const Log& log, Handlers handlers);

    /// The recorder takes output by this board, which is borrowed for this object's life.
    void set_board(RecordingBoard& board);

    /// From this offset of the output on, nothing may be lost.
    void keep_from(std::uint64_t offset);
    /// The recorder goes on at this offset. That ends a lapse, and a gap; where there is neither, nothing changes.
    void resume_at(std::uint64_t offset);
    /// Output from this offset on is not recorded: once all before it was taken, the program is not held back. Only the
    /// first call counts; false if it was not the first.
    bool stop_at(std::uint64_t offset);
    [[nodiscard]] bool is_stopping() const { return stop_at_.has_value(); }
    /// Nothing is held back any more; calls `on_room`.
    void release();

    /// How much may be read from the program now: at least 64 KiB, or nothing, and then the program is held back until
    /// `on_room`.
    [[nodiscard]] std::size_t room();
    /// Looks how far the recorder is, after output was appended.
    void note_progress();
    /// The recorder says that it has taken what was awaited; calls `on_room`.
    void took_output();

    [[nodiscard]] bool has_lapsed() const { return has_lapsed_; }
    /// Bytes of output that are in the log, or lost, and not taken.
    [[nodiscard]] std::uint64_t behind() const;

 private:
    [[nodiscard]] std::uint64_t taken() const;
    [[nodiscard]] std::size_t enough_room() const;
    void hold_back();
    void end_hold();
    void lapse();

    Loop& loop_;
    const Log& log_;
    Handlers handlers_;
    RecordingBoard* board_ = nullptr;        ///< none until the recorder runs
    std::optional<std::uint64_t> kept_from_; ///< none: nothing is held back
    std::optional<std::uint64_t> stop_at_;
    bool has_lapsed_ = false;
    Hold hold_;
    Timer timer_;
};

} // namespace cleat
