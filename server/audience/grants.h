#pragma once

#include "common/event/boot_clock.h"
#include "common/wire/messages.h"

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace cleat {

/// Another user of this host, as reported by the kernel, with all groups.
struct Guest {
    uid_t user = 0;
    std::vector<gid_t> groups;
    bool operator==(const Guest&) const = default;
};

/// The users that a session is shared with, and until when. One grant for each user, each group, and everyone; a user
/// covered by any of them can observe. The caller passes the time, on a clock that continues while the host is
/// suspended.
class Grants {
 public:
    struct Grant {
        Grantee audience = Grantee::user;
        std::uint32_t id = 0;                       ///< of the user or the group; 0 for everyone
        std::optional<BootClock::time_point> until; ///< from then on it has no effect; nothing: for the session's life
        bool operator==(const Grant&) const = default;
    };
    Grants() = default;
    /// With existing grants.
    explicit Grants(std::vector<Grant> grants) : grants_(std::move(grants)) {}

    /// Maximum number of grants.
    static constexpr std::size_t LIMIT = 64;

    /// Replaces an earlier grant to the same audience. False if there are too many.
    bool give(const Grant& grant);
    /// False if there is no such grant.
    bool take_back(Grantee audience, std::uint32_t id);
    void revoke_all() { grants_.clear(); }
    /// Removes expired grants.
    void expire(BootClock::time_point now);

    [[nodiscard]] bool let_in(const Guest& guest, BootClock::time_point now) const;
    /// When the next grant expires; nothing if none ever does.
    [[nodiscard]] std::optional<BootClock::time_point> next_end() const;
    /// In the order in which they were given.
    [[nodiscard]] const std::vector<Grant>& all() const { return grants_; }

 private:
    std::vector<Grant> grants_;
};

} // namespace cleat
