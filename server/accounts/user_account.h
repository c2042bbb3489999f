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

/// The user of that name, or of that number. `not_found` if there is none. Asks the system's databases, which may be
/// slow, or hang, where they are on the network: the worker's loop uses an `AccountLookup`.
Result<UserAccount> find_account(const std::string& name);

/// Whose account a program that is asked to run as `wanted` gets: nothing where that is the server's own user.
/// `refused` where it is another one and the server is not root's.
Result<std::optional<UserAccount>> account_for(UserAccount wanted, uid_t server);

} // namespace cleat
