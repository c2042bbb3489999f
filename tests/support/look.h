#pragma once

#include "common/model/screen.h"

#include <string>

namespace cleat::test {

/// Describes the first cell in which two screens look different; empty if they look the same. An erased cell looks like
/// a space; links and protection are invisible.
[[nodiscard]] std::string difference_in_look(const std::vector<RowRef>& a, const std::vector<RowRef>& b);

} // namespace cleat::test
