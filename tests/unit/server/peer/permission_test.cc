#include "server/peer/permission.h"

#include <doctest/doctest.h>

#include <optional>

using namespace cleat;

TEST_CASE("a guest has permission to visit, and no other, whatever role it claims")
{
    for (const auto role : {std::optional<Role>(), std::optional(Role::observer), std::optional(Role::controller)}) {
        const PeerStanding guest{.is_guest = true, .most = Role::controller, .role_here = role};
        CHECK(may(Permission::visit, guest));
        CHECK_FALSE(may(Permission::look, guest));
        CHECK_FALSE(may(Permission::claim, guest));
        CHECK_FALSE(may(Permission::control, guest));
        CHECK_FALSE(may(Permission::steer, guest));
    }
}

TEST_CASE("an observer has permission to look, but not to claim control")
{
    const PeerStanding observer{.is_guest = false, .most = Role::observer, .role_here = {}};
    CHECK(may(Permission::look, observer));
    CHECK_FALSE(may(Permission::claim, observer));
    CHECK_FALSE(may(Permission::control, observer));
    CHECK_FALSE(may(Permission::steer, observer));
}

TEST_CASE("a controller has the permissions of its current role, and can always claim control")
{
    const PeerStanding nowhere{.is_guest = false, .most = Role::controller, .role_here = {}};
    const PeerStanding controls{.is_guest = false, .most = Role::controller, .role_here = Role::controller};
    const PeerStanding watches{.is_guest = false, .most = Role::controller, .role_here = Role::observer};
    for (const auto permission : {Permission::control, Permission::steer}) {
        CHECK(may(permission, nowhere));
        CHECK(may(permission, controls));
        CHECK_FALSE(may(permission, watches));
    }
    CHECK(may(Permission::claim, watches));
}
