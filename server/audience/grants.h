#pragma once

#include "common/event/boot_clock.h"
#include "common/wire/messages.h"

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace cleat {

/// Another user of the machine, as the kernel knows it: who it is, and all of its groups.
struct Guest {
    uid_t user = 0;
    std::vector<gid_t> groups;
    bool operator==(const Guest&) const = default;
};

/// Whom a session is shared with, and until when. One grant for each user, each group, and everyone; who is meant by
/// any of them may look on. Told the time, which goes on while the machine sleeps.
class Grants {
 public:
    struct Grant {
        Grantee audience = Grantee::user;
        std::uint32_t id = 0;                       ///< of the user or the group; 0 for everyone
        std::optional<BootClock::time_point> until; ///< from then on it does not count; nothing: for the session's life
        bool operator==(const Grant&) const = default;
    };
    Grants() = default;
    /// Those that there are.
    explicit Grants(std::vector<Grant> grants) : grants_(std::move(grants)) {}

    /// More are not kept.
    static constexpr std::size_t MOST = 64;

    /// Another time for the same audience replaces the one before. False where there are too many.
    bool give(const Grant& grant);
    /// False where there is none.
    bool take_back(Grantee audience, std::uint32_t id);
    void take_back_all() { grants_.clear(); }
    /// Forgets those whose time is over.
    void expire(BootClock::time_point now);

    [[nodiscard]] bool let_in(const Guest& guest, BootClock::time_point now) const;
    /// When the next one is over; nothing where none ever is.
    [[nodiscard]] std::optional<BootClock::time_point> next_end() const;
    /// In the order in which they were given.
    [[nodiscard]] const std::vector<Grant>& all() const { return grants_; }

 private:
    std::vector<Grant> grants_;
};

} // namespace cleat
