#pragma once

#include "client/verbs/verb.h"

#include <string>
#include <vector>

namespace cleat {

/// What a session follows of this process's environment, as NAME=VALUE; NAME= where it is not set. Nothing where the
/// server is reached by --via or --owner: sockets and displays of this machine mean nothing there.
[[nodiscard]] std::vector<std::string> followed_variables(const Settings& settings, const LinkOptions& link);

} // namespace cleat
