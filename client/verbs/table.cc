#include "client/verbs/table.h"

#include "common/base/quote.h"
#include "common/base/utf8.h"
#include "common/model/width.h"

#include <algorithm>
#include <cassert>

namespace cleat {

namespace {

/// In bytes, before it is escaped.
constexpr std::size_t MOST_OF_AN_ENTRY = 1'024;

std::size_t width_of(std::string_view text)
{
    std::size_t columns = 0;
    while (!text.empty()) {
        const Utf8Character c = decode_utf8(text);
        columns += static_cast<std::size_t>(width(c.code_point));
        text.remove_prefix(c.length);
    }
    return columns;
}

} // namespace

Table::Table(std::vector<std::string> headings)
{
    rows_.push_back(std::move(headings));
}

void Table::add(std::vector<std::string> entries)
{
    assert(entries.size() == rows_.front().size());
    for (std::string& entry : entries) entry = visible(entry, MOST_OF_AN_ENTRY);
    rows_.push_back(std::move(entries));
}

std::string Table::text() const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], std::min(width_of(row[i]), WIDEST_COLUMN));
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - std::min(width_of(row[i]), widths[i]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

} // namespace cleat
