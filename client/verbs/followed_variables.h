#pragma once

#include "client/verbs/verb.h"

#include <string>
#include <vector>

namespace cleat {

/// The variables of this process that sessions follow, as NAME=VALUE; NAME= for one that is not set. Empty with --via
/// or --owner: sockets and displays of this host mean nothing there.
[[nodiscard]] std::vector<std::string> followed_variables(const Settings& settings, const LinkOptions& link);

} // namespace cleat
