#include "common/model/screen.h"

#include <algorithm>

namespace cleat {

Screen::Screen(Size s) : size(s)
{
    const auto blank = std::make_shared<const Row>(std::make_shared<Dictionary>(), s.columns);
    primary.assign(static_cast<std::size_t>(s.rows), blank);
    alternate = primary;
}

std::string Screen::text() const
{
    std::string out;
    for (const RowRef& row : rows()) {
        out += row->text();
        out.push_back('\n');
    }
    return out;
}

namespace {

bool same_rows(const std::vector<RowRef>& a, const std::vector<RowRef>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const RowRef& x, const RowRef& y) { return x == y || *x == *y; });
}

} // namespace

bool operator==(const Screen& a, const Screen& b)
{
    return a.size == b.size && a.active == b.active && a.cursor == b.cursor && a.modes == b.modes &&
           a.title == b.title && a.icon == b.icon && a.palette == b.palette && same_rows(a.primary, b.primary) &&
           same_rows(a.alternate, b.alternate);
}

} // namespace cleat
