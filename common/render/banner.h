#pragma once

#include "common/model/size.h"

#include <span>
#include <string>
#include <vector>

namespace cleat {

/// Folds the client's messages into the last rows of a terminal of that size: as many pieces per row as fit, separated
/// by blanks. Where there are two rows or more, at least one stays with the session. Pieces that do not fit are left
/// out, the last ones first; a piece wider than the terminal is cut when it is drawn.
[[nodiscard]] std::vector<std::string> fold_banner(std::span<const std::string> pieces, Size terminal);

} // namespace cleat
