#pragma once

#include "common/base/result.h"
#include "server/pty/restrictions.h"

#include <optional>
#include <string>

namespace cleat {

/// A user as the system knows it (passwd(5), group(5)).
struct UserAccount {
    std::string name;
    std::string home;
    std::string shell;
    UserIds ids;

    bool operator==(const UserAccount&) const = default;
};

/// Finds a user by name or number. `not_found` if there is none. Queries the system's databases, which can be slow or
/// hang if they are on the network: callbacks of the worker's loop use an `AccountLookup`.
Result<UserAccount> find_account(const std::string& name);

/// Returns the account for a program requested to run as `wanted`: nothing if that is the server's own user. `refused`
/// if it is another user and the server does not run as root.
Result<std::optional<UserAccount>> account_for(UserAccount wanted, uid_t server);

} // namespace cleat
