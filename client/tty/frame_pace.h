#pragma once

#include "common/event/loop.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace cleat {

/// Schedules frames: any number of requests make one frame, and frames are at least `pace` apart.
class FramePace {
 public:
    /// `on_due` makes the frame, or leaves the request pending.
    FramePace(Loop& loop, std::chrono::milliseconds pace, std::function<void()> on_due)
        : loop_(loop), pace_(pace), timer_(loop, std::move(on_due))
    {}

    void request() { is_requested_ = true; }
    /// Lets the requested frame be made as soon as the pace permits. Does nothing if none was requested.
    void allow()
    {
        if (!is_requested_ || timer_.is_running()) return;
        const auto since = begun_ ? loop_.now() - *begun_ : Clock::duration(pace_);
        timer_.start(std::chrono::ceil<std::chrono::milliseconds>(std::max(Clock::duration::zero(), pace_ - since)));
    }
    /// The frame is being made now.
    void begin_frame()
    {
        is_requested_ = false;
        begun_ = loop_.now();
    }
    void stop() { timer_.stop(); }

 private:
    Loop& loop_;
    std::chrono::milliseconds pace_;
    Timer timer_;
    std::optional<Clock::time_point> begun_; ///< when the last frame was made
    bool is_requested_ = false;
};

} // namespace cleat
