#pragma once

#include "common/base/result.h"

#include <string>

namespace cleat {

/// Renames what is at `path`, whatever it is, so that something else can be made there: it gets `.away` at its end, or
/// where that is taken `.away.2` and so on, up to a thousand. Replaces nothing. The new path.
Result<std::string> move_away(const std::string& path);

} // namespace cleat
