#pragma once

#include "common/event/loop.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace cleat {

/// When the next frame is made: once for any number of requests, and not sooner after the one before than the pace.
class FramePace {
 public:
    /// `on_due` makes the frame, or leaves it requested.
    FramePace(Loop& loop, std::chrono::milliseconds pace, std::function<void()> on_due)
        : loop_(loop), pace_(pace), timer_(loop, std::move(on_due))
    {}

    void request() { is_requested_ = true; }
    /// It may be made: from now on the pace alone is waited for. Does nothing where none was requested.
    void allow()
    {
        if (!is_requested_ || timer_.is_running()) return;
        const auto since = begun_ ? loop_.now() - *begun_ : Clock::duration(pace_);
        timer_.start(std::chrono::ceil<std::chrono::milliseconds>(std::max(Clock::duration::zero(), pace_ - since)));
    }
    /// It is being made now.
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
    std::optional<Clock::time_point> begun_; ///< the newest frame
    bool is_requested_ = false;
};

} // namespace cleat
