#pragma once

#include "server/accounts/user_account.h"
#include "server/keeper/link.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// TERM in sessions.
inline constexpr const char* SESSION_TERM = "xterm-256color";

/// The environment of a session's program, as K=V: the variables of the client that created the session (with
/// LANG=C.UTF-8 if they set no locale), and the variables that identify terminal and session. If the client does not
/// send them, PATH, HOME, SHELL, USER and TZ are the server's; for a program of another user, HOME, SHELL, USER,
/// LOGNAME and PATH are that user's.
[[nodiscard]] std::vector<std::string> session_environment(const std::vector<std::string>& server,
                                                           const std::vector<std::string>& client, SessionId id,
                                                           std::string_view name,
                                                           const std::optional<UserAccount>& user = std::nullopt);

/// Returns an environment entry: K=V.
[[nodiscard]] std::string variable(std::string_view key, std::string_view value);

/// The value of a variable in a list of K=V, or an empty string.
[[nodiscard]] std::string_view value_of(const std::vector<std::string>& environment, std::string_view key);

} // namespace cleat
