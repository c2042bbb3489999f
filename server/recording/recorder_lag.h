#pragma once

#include "common/event/loop.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"
#include "server/recording/pause_budget.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace cleat {

/// How far a session's recorder is behind its log, and how long the program is paused for it. The program is paused
/// while the next read would overwrite output that the recorder has not taken. When the time of `PauseBudget` is used
/// up, the pause lapses, and output can be lost until the recorder has caught up or resumes at another offset.
class RecorderLag {
 public:
    struct Handlers {
        /// The program can be read from again.
        std::function<void()> on_room;
        /// `has_lapsed` has changed.
        std::function<void()> on_lapse_changed;
    };

    /// Does not pause the program at first. The loop and the log are borrowed for this object's life.
    RecorderLag(Loop& loop, const Log& log, Handlers handlers);

    /// Sets the recorder's board, which is borrowed for this object's life.
    void set_board(RecordingBoard& board);

    /// Output from this offset on must not be lost.
    void keep_from(std::uint64_t offset);
    /// The recorder resumes at this offset. If the pause has lapsed or output was lost, output before the offset is
    /// skipped, and the lapse is over; otherwise no effect.
    void resume_at(std::uint64_t offset);
    /// Output from this offset on is not recorded: once the recorder has taken everything before it, the program is no
    /// longer paused. Only the first call has an effect; returns false for later ones.
    bool stop_at(std::uint64_t offset);
    [[nodiscard]] bool is_stopping() const { return stop_at_.has_value(); }
    /// Stops pausing the program for the recorder; calls `on_room`.
    void release();

    /// How many bytes can be read from the program now: at least 64 KiB, or 0, which pauses the program until
    /// `on_room`.
    [[nodiscard]] std::size_t room();
    /// Checks the recorder's progress. Call it after output was appended to the log.
    void note_progress();
    /// The recorder reports that it has taken the output that the worker waits for; calls `on_room`.
    void took_output();

    [[nodiscard]] bool has_lapsed() const { return has_lapsed_; }
    /// Bytes of output that were read, but not taken by the recorder, including lost ones.
    [[nodiscard]] std::uint64_t behind() const;

 private:
    [[nodiscard]] std::uint64_t taken() const;
    [[nodiscard]] std::size_t enough_room() const;
    void start_pause();
    void end_pause();
    void lapse();

    Loop& loop_;
    const Log& log_;
    Handlers handlers_;
    RecordingBoard* board_ = nullptr;        ///< none until the recorder runs
    std::optional<std::uint64_t> kept_from_; ///< none: the program is not paused
    std::optional<std::uint64_t> stop_at_;
    bool has_lapsed_ = false;
    PauseBudget pause_budget_;
    Timer timer_;
};

} // namespace cleat
