#include "common/render/pushed_rows.h"

#include "common/base/leb128.h"
#include "common/model/packed_row.h"
#include "common/model/reflow.h"

#include <algorithm>

namespace cleat {

namespace {

/// In a packed row the number of cells follows the flags.
bool fits(std::string_view packed, int columns)
{
    packed.remove_prefix(std::min<std::size_t>(1, packed.size()));
    return take_leb128(packed).value_or(0) <= static_cast<std::uint64_t>(columns);
}

void add_line(std::span<const std::string> packed, int columns, const DictionaryRef& dictionary,
              std::vector<RowRef>& out)
{
    const std::vector<std::string_view> line(packed.begin(), packed.end());
    for (auto& row : lay_out(line, columns, dictionary)) out.push_back(std::make_shared<Row>(std::move(row)));
}

void add_rows(std::span<const std::string> packed, int columns, const DictionaryRef& dictionary,
              std::vector<RowRef>& out)
{
    for (const auto& row : packed) out.push_back(std::make_shared<Row>(unpack(row, columns, dictionary)));
}

/// A packed row of a few bytes can be a thousand cells, which are a thousand rows on a terminal of one column.
constexpr std::size_t MAX_ROWS = 10'000;
constexpr std::size_t MAX_ROWS_OF_A_LINE = 256;

void drop_oldest(std::vector<RowRef>& rows)
{
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(MAX_ROWS));
}

/// Unpacks the rows, wraps long lines again, and returns the newest `MAX_ROWS` of the result.
std::vector<RowRef> unpack_lines(std::span<const std::string> packed, int columns, const DictionaryRef& dictionary)
{
    const auto fit = [columns](const std::string& row) { return fits(row, columns); };
    std::vector<RowRef> rows;
    for (std::size_t begin = 0; begin < packed.size();) {
        auto end = begin;
        while (end < packed.size() && end - begin < MAX_ROWS_OF_A_LINE && is_packed_wrapped(packed[end])) ++end;
        end = std::min(end + 1, packed.size());
        const auto line = packed.subspan(begin, end - begin);
        if (std::ranges::all_of(line, fit)) add_rows(line, columns, dictionary, rows);
        else add_line(line, columns, dictionary, rows);
        if (rows.size() > 2 * MAX_ROWS) drop_oldest(rows);
        begin = end;
    }
    if (rows.size() > MAX_ROWS) drop_oldest(rows);
    return rows;
}

} // namespace

void unpack_pushed(std::span<const std::string> packed, int columns, const DictionaryRef& dictionary,
                   const std::function<void(RowRef)>& take)
{
    const auto newest = packed.last(std::min(packed.size(), MAX_ROWS));
    const auto fit = [columns](const std::string& row) { return fits(row, columns); };
    if (std::ranges::all_of(newest, fit)) {
        for (const auto& row : newest) take(std::make_shared<Row>(unpack(row, columns, dictionary)));
        return;
    }
    for (auto& row : unpack_lines(packed, columns, dictionary)) take(std::move(row));
}

RowRef notice_row(std::string_view text, int columns, const DictionaryRef& dictionary)
{
    Style style;
    style.set(Attribute::faint, true);
    style.set(Attribute::reverse, true);
    const auto id = dictionary->style_id(style);
    auto row = std::make_shared<Row>(dictionary, columns);
    std::size_t column = 0;
    for (char c : text) {
        if (column == row->cells.size()) break;
        const bool printable = c >= 0x20 && c < 0x7f;
        row->cells[column++] = Cell::code_point(printable ? static_cast<char32_t>(c) : U'?', id);
    }
    return row;
}

std::string skipped_notice(std::uint64_t lines)
{
    const std::string digits = std::to_string(lines);
    std::string text;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && (digits.size() - at) % 3 == 0) text += ',';
        text += digits[at];
    }
    return text + (lines == 1 ? " line skipped" : " lines skipped");
}

} // namespace cleat
