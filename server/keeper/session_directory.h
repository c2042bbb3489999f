#pragma once

#include "server/keeper/session_id.h"

#include <string>
#include <string_view>

namespace cleat {

/// The path of the directory for a session's own files, in the server's runtime directory. Does not create it.
[[nodiscard]] std::string session_directory(std::string_view runtime_directory, SessionId session);

/// Removes what the sessions of a killed server have left.
void remove_session_directories(std::string_view runtime_directory);

} // namespace cleat
