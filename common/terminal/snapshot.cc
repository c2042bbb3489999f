#include "common/terminal/snapshot.h"

#include <algorithm>

namespace cleat {

namespace {

bool same_rows(const std::vector<RowRef>& a, const std::vector<RowRef>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const RowRef& x, const RowRef& y) { return x == y || *x == *y; });
}

} // namespace

Screen Snapshot::screen() const
{
    Screen screen(state.size);
    screen.primary = primary;
    screen.alternate = alternate;
    screen.active = state.active;
    screen.cursor = state.cursor;
    screen.modes = state.modes;
    screen.title = state.title;
    screen.icon = state.icon;
    screen.palette = state.palette;
    screen.rows_scrolled = state.rows_scrolled;
    return screen;
}

bool Snapshot::operator==(const Snapshot& other) const
{
    return state == other.state && same_rows(primary, other.primary) && same_rows(alternate, other.alternate) &&
           history == other.history && tail == other.tail;
}

} // namespace cleat
