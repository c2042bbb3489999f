#include "server/session/history_rows.h"

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

} // namespace cleat
