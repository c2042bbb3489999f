#pragma once

#include "common/event/loop.h"

#include <algorithm>

namespace cleat {

/// How often something may be done: some at once, then one now and then; each that is not taken comes back, up to as
/// many as may be at once. Told the time, which is not before the clock's epoch. At the end of the clock, where there
/// is no time left for all of it to come back, there is always one.
class Allowance {
 public:
    /// `at_once` is at least 1 and `every` more than nothing; all of it is there at first.
    constexpr Allowance(int at_once, Clock::duration every) : refill_((at_once - 1) * every), every_(every) {}

    /// Takes one, if there is one.
    [[nodiscard]] bool take(Clock::time_point now)
    {
        if (next() > now) return false;
        const Clock::time_point since = std::max(full_at_, now);
        full_at_ = since + std::min(every_, Clock::time_point::max() - since);
        return true;
    }
    /// When there is one again; in the past where there is one already.
    [[nodiscard]] Clock::time_point next() const { return full_at_ - refill_; }
    /// Whether all of it is there.
    [[nodiscard]] bool is_full(Clock::time_point now) const { return full_at_ <= now; }

 private:
    Clock::duration refill_; ///< for all of it, where there is one
    Clock::duration every_;
    Clock::time_point full_at_{};
};

} // namespace cleat
