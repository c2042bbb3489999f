#pragma once

#include <sys/resource.h>

#include <cstddef>

namespace cleat {

/// How many connections other users may have, so that the owner always finds descriptors: of all of them at most a
/// quarter of what the process may open, of one at most half of that, and none where few are left.
struct GuestRoom {
    static constexpr std::size_t MOST_OF_ONE = 32;
    static constexpr std::size_t MOST_OF_ALL = 256;
    static constexpr rlim_t MOST_RESERVED = 32;

    /// `descriptors` is the soft limit RLIMIT_NOFILE.
    [[nodiscard]] static GuestRoom among(rlim_t descriptors);

    std::size_t of_one = MOST_OF_ONE;
    std::size_t of_all = MOST_OF_ALL;
    rlim_t reserved_from = 0; ///< descriptors from this one on are the owner's

    /// Whether there is room for one more connection, as `descriptor`, of a user that has `same` of the `all` there
    /// are. The kernel gives the lowest descriptor that is free, so that it says how many are taken.
    [[nodiscard]] bool has_room(std::size_t same, std::size_t all, int descriptor) const;

    bool operator==(const GuestRoom&) const = default;
};

} // namespace cleat
