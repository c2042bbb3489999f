#include "common/view/history_rows.h"

#include "common/model/packed_row.h"
#include "common/model/reflow.h"

#include <algorithm>

namespace cleat {

namespace {

/// Whether a line was laid out at `columns` when its rows left the screen: all rows but the last are full.
bool fits(const std::vector<std::string_view>& rows, int columns)
{
    const auto full = static_cast<std::size_t>(columns);
    if (packed_length(rows.back()) > full) return false;
    return std::all_of(rows.begin(), rows.end() - 1,
                       [full](std::string_view row) { return packed_length(row) == full; });
}

std::size_t cells_of(std::string_view packed)
{
    StyleId fill = 0;
    return text_cells(unpack(packed, std::make_shared<Dictionary>(), fill));
}

bool is_kept(const History& history, std::uint64_t line)
{
    return line >= history.first() && line < history.end();
}

} // namespace

std::vector<std::string> rows_of_line(const History& history, std::uint64_t line, int columns)
{
    const std::vector<std::string_view> packed = history.rows(line);
    if (packed.empty()) return {};
    if (fits(packed, columns)) return {packed.begin(), packed.end()};
    std::vector<std::string> out;
    for (const Row& row : lay_out(packed, columns, std::make_shared<Dictionary>())) out.push_back(pack(row));
    return out;
}

TextPosition position_of(const History& history, HistoryRow row, int columns)
{
    TextPosition out{.line = row.line};
    if (row.row == 0 || !is_kept(history, row.line)) return out;
    const auto rows = rows_of_line(history, row.line, columns);
    for (std::size_t at = 0; at < std::min(row.row, rows.size()); ++at) out.cell += cells_of(rows[at]);
    return out;
}

HistoryRow row_at(const History& history, TextPosition position, int columns)
{
    if (position.cell == 0 || !is_kept(history, position.line)) return {position.line, 0};
    const auto rows = rows_of_line(history, position.line, columns);
    std::uint64_t cell = 0;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        cell += cells_of(rows[at]);
        if (position.cell < cell) return {position.line, at};
    }
    if (is_packed_wrapped(rows.back())) return {position.line, rows.size()};
    return {position.line + 1, 0};
}

} // namespace cleat
