#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Variables that say where a session's user is (SSH_AUTH_SOCK, DISPLAY, ...) and change when another one attaches: by
/// name. An empty value is that of a variable that is not set.
using FollowedValues = std::map<std::string, std::string, std::less<>>;

/// The valid ones of a list of NAME=VALUE: names of variables (POSIX XBD 8.1), each of at most 4 KiB, at most 64.
[[nodiscard]] FollowedValues followed_values(const std::vector<std::string>& variables);

} // namespace cleat
