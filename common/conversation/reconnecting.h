#pragma once

#include "common/event/loop.h"

#include <algorithm>
#include <chrono>

namespace cleat {

/// Decides when a link through other programs and hosts counts as lost, and when to reconnect. Time is passed in, and
/// the caller carries out the tasks.
class Reconnecting {
 public:
    struct Times {
        Clock::duration silence = std::chrono::seconds(45);   ///< a link silent for this long is lost
        Clock::duration first_wait = std::chrono::seconds(1); ///< before the first attempt; doubles with each attempt
        Clock::duration longest_wait = std::chrono::seconds(15); ///< the longest wait between attempts
        Clock::duration give_up = std::chrono::hours(1);         ///< no more attempts this long after the loss
    };
    enum class Task : unsigned char {
        nothing,
        ping,    ///< send something that gets a reply
        drop,    ///< the link is silent: close it and call `lost`
        connect, ///< try to reconnect; call `lost` if that fails
        give_up, ///< stop trying
    };

    /// The link is up.
    Reconnecting(Times times, Clock::time_point now);

    /// Something arrived on the link.
    void heard(Clock::time_point when) { heard_ = std::max(heard_, when); }
    /// The link was lost.
    void lost(Clock::time_point now);
    /// A new link to the same server is up.
    void restored(Clock::time_point now);

    /// What to do now; the returned task counts as started.
    Task next_task(Clock::time_point now);
    /// When to call `next_task` next.
    [[nodiscard]] Clock::time_point due() const { return due_; }
    /// The number of attempts since the link was lost.
    [[nodiscard]] int tries() const { return tries_; }

 private:
    enum class Phase : unsigned char { up, waiting, trying };

    [[nodiscard]] Clock::duration ping_every() const { return times_.silence / 3; }
    Task watch_silence(Clock::time_point now);

    Times times_;
    Phase phase_ = Phase::up;
    Clock::time_point heard_;
    Clock::time_point pinged_;
    Clock::time_point lost_{};
    Clock::time_point due_;
    Clock::duration wait_;
    int tries_ = 0;
};

} // namespace cleat
