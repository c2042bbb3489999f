#pragma once

#include "common/event/loop.h"

#include <optional>

namespace cleat {

/// How long a recorder may hold a program back: `MOST` altogether until it has caught up with what the program wrote.
/// Told the time.
class Hold {
 public:
    static constexpr std::chrono::milliseconds MOST{1'000};

    /// The program waits; what is left of the time begins to run.
    void begin(Clock::time_point now);
    /// It does no more.
    void end(Clock::time_point now);
    /// The recorder has taken nearly all there is: all of the time is there again.
    void caught_up(Clock::time_point now);

    /// What is left of the time; not less than nothing.
    [[nodiscard]] Clock::duration left(Clock::time_point now) const;

 private:
    Clock::duration used_{};
    std::optional<Clock::time_point> since_;
};

} // namespace cleat
