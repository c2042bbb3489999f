#pragma once

#include "server/keeper/session_id.h"

#include <string>
#include <string_view>

namespace cleat {

/// Where a session has files of its own, in the server's runtime directory. Made by whoever needs it.
[[nodiscard]] std::string session_directory(std::string_view runtime_directory, SessionId session);

/// Removes what the sessions of a server that was killed have left.
void remove_session_directories(std::string_view runtime_directory);

} // namespace cleat
