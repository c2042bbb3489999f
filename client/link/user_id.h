#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <optional>
#include <string>

namespace cleat {

/// The number of a user of this machine, given by name or number. `not_found` where there is none of that name.
Result<uid_t> user_id(const std::string& user);
/// The same of a group.
Result<gid_t> group_id(const std::string& group);

/// The name of a user or a group; nothing where it has none here.
[[nodiscard]] std::optional<std::string> known_user_name(uid_t user);
[[nodiscard]] std::optional<std::string> known_group_name(gid_t group);

} // namespace cleat
