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

/// Which guests observe a session, and what to report of that to its owner: some news at once, then one item at a time,
/// so that guests that come and go cannot flood the owner's terminal. Events in between are combined into one item for
/// each user, reported in the order in which they became news. The caller passes the time.
class GuestPresence {
 public:
    static constexpr int AT_ONCE = 4;
    static constexpr std::chrono::seconds EVERY{30};
    /// The number of users that are tracked; further users are not reported.
    static constexpr std::size_t MAX_USERS = 256;

    /// A viewer of the user attached, or one that attached before has left.
    void arrived(uid_t user);
    void left(uid_t user);

    /// Returns the news to report now, which then counts as reported.
    [[nodiscard]] std::vector<GuestVisits> take_visits(Clock::time_point now);
    /// When the next news can be reported, if nothing happens before; nothing if there is none. Never before `now`.
    [[nodiscard]] std::optional<Clock::time_point> next_report(Clock::time_point now) const;

 private:
    struct Entry {
        std::size_t viewers = 0;
        std::uint64_t visits = 0;  ///< viewers that attached since the last report
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
