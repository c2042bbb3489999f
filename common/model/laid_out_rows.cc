#include "common/model/laid_out_rows.h"

#include "common/model/packed_row.h"
#include "common/model/reflow.h"
#include "common/model/size.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace cleat {

namespace {

/// The number of rows to lay out at once, at least one.
std::size_t length_of_part(std::span<const std::string_view> packed)
{
    std::size_t cells = 0;
    std::size_t count = 0;
    while (count < packed.size()) {
        cells += std::min<std::size_t>(packed_length(packed[count]), MAX_SIDE);
        if (count > 0 && cells > MAX_CELLS_AT_ONCE) break;
        ++count;
    }
    return count;
}

} // namespace

void each_laid_out_row(const History& history, std::uint64_t first, int columns, const std::function<void(Row)>& each)
{
    for (auto line = first; line < history.end(); ++line) {
        const auto packed = history.rows(line);
        // A row that was wrapped when it left the screen may continue in text that no longer exists.
        const bool goes_on = history.is_open() && line + 1 == history.end();
        for (std::span<const std::string_view> rest = packed; !rest.empty();) {
            const auto part = rest.first(length_of_part(rest));
            rest = rest.subspan(part.size());
            auto rows = lay_out(part, columns, std::make_shared<Dictionary>());
            if (rest.empty()) rows.back().wrapped = goes_on;
            for (Row& row : rows) each(std::move(row));
        }
    }
}

} // namespace cleat
