#pragma once

#include "common/event/allowance.h"
#include "common/wire/messages.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace cleat {

/// Which guests look on at a session, and what its owner is to be told of that: some news at once, then one now and
/// then, so that guests that come and go cannot flood the owner's terminal. What happens meanwhile becomes one piece of
/// news for each user, the oldest first; so does what nobody is there to be told of. Told the time.
class GuestPresence {
 public:
    static constexpr int AT_ONCE = 4;
    static constexpr std::chrono::seconds EVERY{30};
    /// Users that are told apart; nothing is told of those beyond.
    static constexpr std::size_t MOST_USERS = 256;

    /// The user has one more viewer, or one fewer, which came before.
    void came(uid_t user);
    void left(uid_t user);

    /// What is to be told now; it counts as told.
    [[nodiscard]] std::vector<GuestNews> take_news(Clock::time_point now);
    /// When there is more to tell, unless something happens before; nothing where everything is told. Never before
    /// `now`.
    [[nodiscard]] std::optional<Clock::time_point> next_news(Clock::time_point now) const;

 private:
    struct Entry {
        std::size_t viewers = 0;
        std::uint64_t visits = 0; ///< that began since the last news
        bool told = false;        ///< that the user looks on
        std::uint64_t since = 0;  ///< order of what is untold
    };
    [[nodiscard]] static bool is_news(const Entry& entry);
    void note(std::map<uid_t, Entry>::iterator entry, bool was_news);
    [[nodiscard]] std::map<uid_t, Entry>::iterator oldest_news();

    std::map<uid_t, Entry> users_;
    std::uint64_t next_ = 0;
    Allowance news_{AT_ONCE, EVERY};
};

} // namespace cleat
