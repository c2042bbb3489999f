#include "client/verbs/table.h"

#include "common/base/quote.h"
#include "common/base/utf8.h"
#include "common/model/width.h"

#include <algorithm>
#include <cassert>

namespace cleat {

namespace {

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

void TableColumns::fit(const std::vector<std::string>& entries)
{
    assert(entries.size() == widths_.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto width = width_of(visible(entries[i], MAX_OF_AN_ENTRY));
        widths_[i] = std::max(widths_[i], std::min(width, WIDEST_COLUMN));
    }
}

std::string TableColumns::line(const std::vector<std::string>& entries) const
{
    assert(entries.size() == widths_.size());
    std::string out;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto shown = visible(entries[i], MAX_OF_AN_ENTRY);
        out += shown + std::string(widths_[i] - std::min(width_of(shown), widths_[i]) + 2, ' ');
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + '\n';
}

} // namespace cleat
