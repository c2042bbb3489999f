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

/// Why a session could not be created, with the exit status that a shell would use: 127, 126, or 0 if neither applies.
struct CreateError {
    Error error;
    int exit_status = 0;
};

/// Checks the request: `invalid` if no session can be created from it.
[[nodiscard]] Result<void> check_new(const New& request);

/// The user and resource limits of a program.
struct Standing {
    std::optional<UserAccount> user; ///< if it is not the server's
    std::vector<ResourceLimit> limits;
    mode_t umask = DEFAULT_UMASK;
    int nice = 0;

    [[nodiscard]] Restrictions restrictions() const
    {
        return {user ? std::optional(user->ids) : std::nullopt, limits, umask, nice};
    }
};
/// `user` is the program's user, if that is not the server's.
[[nodiscard]] Result<Standing> standing_of(const New& request, std::optional<UserAccount> user);

/// The request to the keeper. Without a command, it starts the shell of the environment.
[[nodiscard]] SpawnRequest spawn_request(const New& request, std::vector<std::string> environment);
[[nodiscard]] LifetimePolicy lifetime_of(const New& request);

/// Describes the keeper's error, for the requested program and directory.
[[nodiscard]] CreateError create_error(const SpawnError& why, const std::string& program, const std::string& directory);

} // namespace cleat
