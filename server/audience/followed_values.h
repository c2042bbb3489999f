#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The values, by name, of variables that depend on where a session's user works (such as SSH_AUTH_SOCK and DISPLAY)
/// and change when another controller attaches. An empty value means that the variable is not set.
using FollowedValues = std::map<std::string, std::string, std::less<>>;

/// Returns the valid entries of a list of NAME=VALUE, at most 64: those of at most 4 KiB in which NAME is the name of a
/// variable (POSIX XBD 8.1).
[[nodiscard]] FollowedValues followed_values(const std::vector<std::string>& variables);

} // namespace cleat
