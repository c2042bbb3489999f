#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"
#include "server/accounts/user_account.h"
#include "server/pty/spawn.h"
#include "server/session/lifetime.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Why a session could not be made, with what a shell would give as its status: 127, 126, or 0 where that makes no
/// sense.
struct NotMade {
    Error error;
    int exit_status = 0;
};

/// Whether a session can be made so at all: `invalid` where not.
[[nodiscard]] Result<void> check_new(const New& request);

/// What a program may be, and may use.
struct Standing {
    std::optional<UserAccount> user; ///< where it is not the server's
    std::vector<ResourceLimit> limits;
    mode_t umask = USUAL_UMASK;
    int nice = 0;

    [[nodiscard]] Restrictions restrictions() const
    {
        return {user ? std::optional(user->ids) : std::nullopt, limits, umask, nice};
    }
};
/// `user` is whose program it is to be, where that is not the server's.
[[nodiscard]] Result<Standing> standing_of(const New& request, std::optional<UserAccount> user);

/// What the keeper is asked for. Without a command, the shell of the environment.
[[nodiscard]] SpawnRequest spawn_request(const New& request, std::vector<std::string> environment);
[[nodiscard]] LifetimePolicy lifetime_of(const New& request);

/// The keeper's error in words, for the program and the directory that were asked for.
[[nodiscard]] NotMade not_made(const SpawnError& why, const std::string& program, const std::string& directory);

} // namespace cleat
