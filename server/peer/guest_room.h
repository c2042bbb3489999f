#pragma once

#include <sys/resource.h>

#include <cstddef>

namespace cleat {

/// How many connections other users can have, so that descriptors are always left for the owner: all of them together
/// at most `MAX_OF_ALL`, and at most a quarter of the descriptors that the process can open; one user at most
/// `MAX_OF_USER`, and at most half of what all of them together can have. The last `MAX_RESERVED` descriptors, or the
/// last quarter if that is less, are never used for them.
struct GuestRoom {
    static constexpr std::size_t MAX_OF_USER = 32;
    static constexpr std::size_t MAX_OF_ALL = 256;
    static constexpr rlim_t MAX_RESERVED = 32;

    /// `descriptors` is the soft limit RLIMIT_NOFILE.
    [[nodiscard]] static GuestRoom among(rlim_t descriptors);

    std::size_t of_user = MAX_OF_USER;
    std::size_t of_all = MAX_OF_ALL;
    rlim_t reserved_from = 0; ///< descriptors from this one on are reserved for the owner

    /// Whether there is room for one more connection, as `descriptor`, of a user that has `same` of the `all` existing
    /// ones. The kernel assigns the lowest free descriptor, so its number shows how many are in use.
    [[nodiscard]] bool has_room(std::size_t same, std::size_t all, int descriptor) const;

    bool operator==(const GuestRoom&) const = default;
};

} // namespace cleat
