#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace cleat {

/// What to do where a directory of a path does not exist.
enum class Missing : std::uint8_t {
    error, ///< `not_found`
    make   ///< make it, with mode 0700
};

/// Opens the directory `path` for openat(2) and its relatives (O_PATH: it need not be readable). Symbolic links on the
/// way are followed where they are this user's or root's; one of anybody else's is `refused`, for it leads where that
/// user likes.
Result<UniqueFd> open_directory(const std::string& path, Missing missing = Missing::error);

/// Whether nobody but `user` and root can make, rename or remove names in a directory of that owner and mode.
[[nodiscard]] bool is_closed_to_others(uid_t owner, mode_t mode, uid_t user);

/// How a message says whose something is: one of the two functions below.
using UserWords = std::string (*)(uid_t user);

/// `user "anna" (1000)`, or `user 1000` if it has no name. Asks the system's databases, which may hang where they are
/// on the network: not for a loop that others depend on.
[[nodiscard]] std::string user_in_words(uid_t user);
/// `user 1000`. Asks nobody.
[[nodiscard]] std::string user_by_number(uid_t user);

/// Opens `path`, O_PATH, whose last part must be a directory of `owner`'s and no symbolic link. `not_found` if there is
/// nothing; `refused` if it is something else: the message names it and its owner.
Result<UniqueFd> open_directory_of(const std::string& path, uid_t owner, UserWords words = user_in_words);

/// Checks that an open directory is this user's and that nobody else has any right to it. Otherwise `refused`; the
/// message speaks of `path` and names the owner.
Result<void> check_own_directory(int directory, const std::string& path);

} // namespace cleat
