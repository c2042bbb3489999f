#pragma once

#include "common/base/result.h"

#include <string_view>

namespace cleat {

/// A signal by name, with or without SIG, or by number: `TERM`, `SIGTERM`, `term`, `15`. Otherwise `invalid`.
Result<int> parse_signal(std::string_view text);

} // namespace cleat
