#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace cleat {

/// What to do if a directory of a path does not exist.
enum class Missing : std::uint8_t {
    error, ///< `not_found`
    make   ///< create it, with mode 0700
};

/// Opens the directory `path` for openat(2) and its relatives (O_PATH: it need not be readable). Symbolic links on the
/// way are followed if this user or root owns them; any other link is `refused`, since its owner can point it anywhere.
Result<UniqueFd> open_directory(const std::string& path, Missing missing = Missing::error);

/// Whether only `user` and root can create, rename or remove names in a directory with this owner and mode.
[[nodiscard]] bool is_closed_to_others(uid_t owner, mode_t mode, uid_t user);

/// How a message names an owner: one of the two functions below.
using UserName = std::string (*)(uid_t user);

/// `user "anna" (1000)`, or `user 1000` if the user has no name. Queries the system's user databases, which may block
/// if they are on the network: do not call it in an event loop that serves clients.
[[nodiscard]] std::string user_name(uid_t user);
/// `user 1000`. Makes no lookup.
[[nodiscard]] std::string user_by_number(uid_t user);

/// Opens `path` with O_PATH. Its last component must be a directory owned by `owner`, not a symbolic link. `not_found`
/// if nothing is there, `refused` if something else is there; `words` names another user in the message.
Result<UniqueFd> open_directory_of(const std::string& path, uid_t owner, UserName words = user_name);

/// Checks that this user owns the open directory and that group and others have no permissions on it; otherwise
/// `refused`. The message refers to the directory as `path` and names the owner if that is another user.
Result<void> check_own_directory(int directory, const std::string& path);

} // namespace cleat
