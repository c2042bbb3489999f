#pragma once

#include "common/event/loop.h"

#include <algorithm>
#include <chrono>

namespace cleat {

/// When a link that goes through other programs and machines counts as lost, and when it is tried again. Told the
/// time; whoever asks does what it says.
class Reconnecting {
 public:
    struct Times {
        Clock::duration silence = std::chrono::seconds(45);      ///< after which a link is lost
        Clock::duration first_wait = std::chrono::seconds(1);    ///< before the first try; each is twice the one before
        Clock::duration longest_wait = std::chrono::seconds(15); ///< and none longer
        Clock::duration give_up = std::chrono::hours(1);         ///< after the loss
    };
    enum class Task : unsigned char {
        nothing,
        ping,    ///< say something that is answered
        drop,    ///< the link is silent: end it, and call `lost`
        connect, ///< try again; `lost` where that fails
        give_up, ///< it is over
    };

    /// There is a link.
    Reconnecting(Times times, Clock::time_point now);

    /// Something came by the link.
    void heard(Clock::time_point when) { heard_ = std::max(heard_, when); }
    /// The link is gone.
    void lost(Clock::time_point now);
    /// A new one leads to where the old one did.
    void restored(Clock::time_point now);

    /// What is to be done now; it counts as begun.
    Task take_task(Clock::time_point now);
    /// When there may be something to do again.
    [[nodiscard]] Clock::time_point due() const { return due_; }
    /// How many tries there were since the link was lost.
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
