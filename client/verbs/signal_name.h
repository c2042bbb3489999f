#pragma once

#include "common/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A signal by name, with or without SIG, or by number: `TERM`, `SIGTERM`, `term`, `15`. Otherwise `invalid`.
Result<int> parse_signal(std::string_view text);

/// The names of all signals, without SIG.
[[nodiscard]] std::vector<std::string> signal_names();

} // namespace cleat
