#pragma once

#include "common/event/loop.h"

#include <optional>

namespace cleat {

/// How long a recorder can pause a program: `LIMIT` in total until it has caught up with the output. The caller passes
/// the time.
class PauseBudget {
 public:
    static constexpr std::chrono::milliseconds LIMIT{1'000};

    /// The program is paused; the time starts running.
    void begin(Clock::time_point now);
    /// The program is no longer paused.
    void end(Clock::time_point now);
    /// The recorder has taken nearly all output: the full time is available again.
    void caught_up(Clock::time_point now);

    /// The time left; never negative.
    [[nodiscard]] Clock::duration left(Clock::time_point now) const;

 private:
    Clock::duration used_{};
    std::optional<Clock::time_point> since_;
};

} // namespace cleat
