#pragma once

#include "common/base/result.h"

#include <string_view>

namespace cleat {

/// Checks the name of a session: 1 to 64 letters, digits, `.`, `_`, `-`, `+`, `@` and non-ASCII characters (UTF-8,
/// without control characters); it must not start with `-` or `.`.
Result<void> check_session_name(std::string_view name);

} // namespace cleat
