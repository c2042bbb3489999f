#pragma once

#include "common/event/loop.h"

#include <algorithm>

namespace cleat {

/// A rate limit (token bucket): a burst of `at_once`, then one token per `every`; unused tokens accumulate up to
/// `at_once`. Time is passed in and must not be before the clock's epoch. Near the end of the clock's range, where
/// there is no time left to refill, a token is always available.
class RateLimit {
 public:
    /// `at_once` is at least 1 and `every` positive. Starts full.
    constexpr RateLimit(int at_once, Clock::duration every) : refill_((at_once - 1) * every), every_(every) {}

    /// Takes a token, if one is available.
    [[nodiscard]] bool take(Clock::time_point now)
    {
        if (next() > now) return false;
        const Clock::time_point since = std::max(full_at_, now);
        full_at_ = since + std::min(every_, Clock::time_point::max() - since);
        return true;
    }
    /// When a token is available; in the past if one is available now.
    [[nodiscard]] Clock::time_point next() const { return full_at_ - refill_; }
    /// Whether all tokens are available.
    [[nodiscard]] bool is_full(Clock::time_point now) const { return full_at_ <= now; }

 private:
    Clock::duration refill_; ///< time to refill from one token to all
    Clock::duration every_;
    Clock::time_point full_at_{};
};

} // namespace cleat
