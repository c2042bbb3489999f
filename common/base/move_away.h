#pragma once

#include "common/base/result.h"

#include <string>

namespace cleat {

/// Renames whatever is at `path` so that something else can be created there: appends `.away`, or if that name is taken
/// `.away.2` and so on, up to 1000. Never replaces anything. Returns the new path.
Result<std::string> move_away(const std::string& path);

} // namespace cleat
