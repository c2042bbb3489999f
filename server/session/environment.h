#pragma once

#include "server/accounts/user_account.h"
#include "server/keeper/link.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// What TERM is in sessions.
inline constexpr const char* SESSION_TERM = "xterm-256color";

/// The environment of a session's program, as K=V: what the client that made the session gave (LANG=C.UTF-8 where it
/// gave no locale), and the variables that say which terminal and session this is. Of the server's come only PATH,
/// HOME, SHELL, USER and TZ, where the client gave none. For another user HOME, SHELL, USER, LOGNAME and PATH are that
/// user's instead.
[[nodiscard]] std::vector<std::string> session_environment(const std::vector<std::string>& server,
                                                           const std::vector<std::string>& client, SessionId id,
                                                           std::string_view name,
                                                           const std::optional<UserAccount>& user = std::nullopt);

/// A variable as it stands in an environment: K=V.
[[nodiscard]] std::string variable(std::string_view key, std::string_view value);

/// The value of a variable in a list of K=V, or nothing.
[[nodiscard]] std::string_view value_of(const std::vector<std::string>& environment, std::string_view key);

} // namespace cleat
