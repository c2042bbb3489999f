#pragma once

#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// The exit status of `cleat` for a session that ended: 124 if its timeout ended it; else the program's status, or 128
/// plus the signal that killed it; 123 if the server sent impossible numbers.
[[nodiscard]] int status_of(const ExitStatus& how);

/// How a session ended, as the rest of a sentence after its name: `ended with status 3`.
[[nodiscard]] std::string describe(const ExitStatus& how);

} // namespace cleat
