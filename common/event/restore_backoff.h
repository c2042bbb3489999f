#pragma once

#include "common/event/loop.h"

#include <algorithm>

namespace cleat {

/// How soon to restore something that was removed: at once the first time, then with growing delays if it is removed
/// again and again or cannot be restored. Time is passed in.
class RestoreBackoff {
 public:
    static constexpr std::chrono::milliseconds FIRST{10};
    static constexpr std::chrono::milliseconds LONGEST{1'000};
    /// After this time without an attempt, delays start again at `FIRST`.
    static constexpr std::chrono::milliseconds CALM{5'000};

    /// When the next attempt is allowed.
    [[nodiscard]] Clock::time_point due() const { return due_; }
    /// An attempt was made, successful or not.
    void tried(Clock::time_point now)
    {
        pause_ = now - last_ >= CALM ? FIRST : std::min(2 * pause_, LONGEST);
        last_ = now;
        due_ = now + pause_;
    }
    /// Allows the next attempt at once, because a user requested it.
    void hurry() { due_ = {}; }

 private:
    std::chrono::milliseconds pause_ = FIRST;
    Clock::time_point last_{-CALM}; ///< earlier than any time
    Clock::time_point due_{};
};

} // namespace cleat
