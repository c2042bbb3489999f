#pragma once

#include "common/base/result.h"

#include <string_view>

namespace cleat {

/// Whether a session may have this name: 1 to 64 letters, digits, `.`, `_`, `-`, `+`, `@` and what is not ASCII (UTF-8,
/// without control characters); not beginning with `-` or `.`.
Result<void> check_session_name(std::string_view name);

} // namespace cleat
