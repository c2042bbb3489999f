#pragma once

#include "server/keeper/link.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The environment of a session's program, as K=V: the server's own, with the locale of the client that made the
/// session (LANG=C.UTF-8 where it told none), what that client gave besides, and the variables that say which terminal
/// and session this is. Variables of the terminal that the server was started from are left out.
[[nodiscard]] std::vector<std::string> session_environment(const std::vector<std::string>& server,
                                                           const std::vector<std::string>& client, SessionId id,
                                                           std::string_view name);

/// The value of a variable in a list of K=V, or nothing.
[[nodiscard]] std::string_view value_of(const std::vector<std::string>& environment, std::string_view key);

/// This process's environment as K=V.
[[nodiscard]] std::vector<std::string> own_environment();

} // namespace cleat
