#pragma once

#include "common/model/size.h"

#include <span>
#include <string>
#include <vector>

namespace cleat {

/// Folds the client's messages into the last rows of a terminal of that size: as many pieces per row as fit, separated
/// by blanks. On a terminal of two rows or more, at least one row is left to the session. Pieces that do not fit are
/// left out, the last ones first; a piece wider than the terminal is cut when it is drawn.
[[nodiscard]] std::vector<std::string> fold_banner(std::span<const std::string> pieces, Size terminal);

} // namespace cleat
