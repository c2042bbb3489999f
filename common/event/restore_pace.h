#pragma once

#include "common/event/loop.h"

#include <algorithm>

namespace cleat {

/// How soon something that was taken away is made again: at once the first time, and ever later where it is taken again
/// and again, or cannot be had. Told the time.
class RestorePace {
 public:
    static constexpr std::chrono::milliseconds FIRST{10};
    static constexpr std::chrono::milliseconds LONGEST{1'000};
    /// After so long without a try the next one is the first again.
    static constexpr std::chrono::milliseconds CALM{5'000};

    /// When it may be tried.
    [[nodiscard]] Clock::time_point due() const { return due_; }
    /// It was tried, whatever came of it.
    void tried(Clock::time_point now)
    {
        pause_ = now - last_ >= CALM ? FIRST : std::min(2 * pause_, LONGEST);
        last_ = now;
        due_ = now + pause_;
    }
    /// Somebody asks for it by name: it may be tried at once.
    void hurry() { due_ = {}; }

 private:
    std::chrono::milliseconds pause_ = FIRST;
    Clock::time_point last_{-CALM}; ///< before any time
    Clock::time_point due_{};
};

} // namespace cleat
