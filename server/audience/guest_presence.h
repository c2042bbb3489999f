#pragma once

#include "common/event/rate_limit.h"
#include "common/wire/messages.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace cleat {

/// Which guests observe a session, and what to report of that to its owner. After `AT_ONCE` reports, further ones are
/// rate-limited, so that guests that attach and detach cannot flood the owner's terminal. Events in between are
/// combined into one report for each user; users are reported in the order in which they first had something to report.
/// The caller passes the time.
class GuestPresence {
 public:
    static constexpr int AT_ONCE = 4;
    static constexpr std::chrono::seconds EVERY{30};
    /// The number of users that are tracked; further users are not reported.
    static constexpr std::size_t MAX_USERS = 256;

    /// A viewer of that user has attached, or (`left`) has detached.
    void arrived(uid_t user);
    void left(uid_t user);

    /// Returns the visits to report now, which then count as reported.
    [[nodiscard]] std::vector<GuestVisits> take_visits(Clock::time_point now);
    /// When the next visits can be reported, if nothing happens before; nothing if there are none. Never before `now`.
    [[nodiscard]] std::optional<Clock::time_point> next_report(Clock::time_point now) const;

 private:
    struct Entry {
        std::size_t viewers = 0;
        std::uint64_t visits = 0;  ///< begun since the last report; a visit lasts while the user has viewers
        bool was_reported = false; ///< whether the user was reported as observing
        std::uint64_t since = 0;   ///< order of unreported users
    };
    [[nodiscard]] static bool is_unreported(const Entry& entry);
    void note(std::map<uid_t, Entry>::iterator entry, bool was_unreported);
    [[nodiscard]] std::map<uid_t, Entry>::iterator oldest_unreported();

    std::map<uid_t, Entry> users_;
    std::uint64_t next_ = 0;
    RateLimit reports_{AT_ONCE, EVERY};
};

} // namespace cleat
