#include "common/render/banner.h"

#include <algorithm>

namespace cleat {

std::vector<std::string> fold_banner(std::span<const std::string> pieces, Size terminal)
{
    constexpr std::string_view BETWEEN = "  ";
    const auto most = static_cast<std::size_t>(std::max(1, terminal.rows - 1));
    const auto width = static_cast<std::size_t>(std::max(0, terminal.columns));
    std::vector<std::string> rows;
    for (const std::string& piece : pieces) {
        if (piece.empty()) continue;
        const bool fits = !rows.empty() && rows.back().size() + BETWEEN.size() + piece.size() <= width;
        if (fits) rows.back().append(BETWEEN).append(piece);
        else if (rows.size() < most) rows.push_back(' ' + piece);
        else break;
    }
    for (std::string& row : rows) row += ' ';
    return rows;
}

} // namespace cleat
