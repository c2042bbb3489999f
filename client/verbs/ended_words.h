#pragma once

#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// What `cleat` exits with for a session that ended: 124 where its timeout did that; else the program's status, or 128
/// plus the signal that killed it; 123 where what the server says of them cannot be.
[[nodiscard]] int status_of(const ExitStatus& how);

/// How it ended, to be put after the session's name: `ended with status 3`.
[[nodiscard]] std::string words_for(const ExitStatus& how);

} // namespace cleat
