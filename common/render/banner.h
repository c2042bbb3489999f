#pragma once

#include "common/model/size.h"

#include <span>
#include <string>
#include <vector>

namespace cleat {

/// The client's own words, as the last rows of a terminal of that size: as many pieces in a row as fit, a blank around
/// each, and at least one row of the session left where there are two. What does not fit is left out, the first pieces
/// first to stay; a piece that is wider than the terminal is cut when it is drawn.
[[nodiscard]] std::vector<std::string> fold_banner(std::span<const std::string> pieces, Size terminal);

} // namespace cleat
