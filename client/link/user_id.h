#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <optional>
#include <string>

namespace cleat {

/// The user id for a user of this host, given by name or number. `not_found` if there is no user of that name.
Result<uid_t> user_id(const std::string& user);
/// The group id for a group, likewise.
Result<gid_t> group_id(const std::string& group);

/// The name of a user or a group; nothing if it has none on this host.
[[nodiscard]] std::optional<std::string> known_user_name(uid_t user);
[[nodiscard]] std::optional<std::string> known_group_name(gid_t group);

} // namespace cleat
