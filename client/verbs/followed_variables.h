#pragma once

#include "client/verbs/verb.h"

#include <string>
#include <vector>

namespace cleat {

/// The variables of this process that sessions follow, as NAME=VALUE; NAME= for one that is not set. Empty with
/// --via, because sockets and displays of this host do not exist there, and with --owner, because that server is not
/// trusted.
[[nodiscard]] std::vector<std::string> followed_variables(const Settings& settings, const LinkOptions& link);

} // namespace cleat
