#include "common/terminal/tab_stops.h"

namespace cleat {

int TabStops::next(int column, int limit) const
{
    for (++column; column < limit; ++column)
        if (is_set(column)) return column;
    return limit;
}

int TabStops::previous(int column, int limit) const
{
    for (--column; column > limit; --column)
        if (is_set(column)) return column;
    return limit;
}

void TabStops::resize(int columns)
{
    const auto before = stops_.size();
    stops_.resize(static_cast<std::size_t>(columns));
    for (auto column = before; column < stops_.size(); ++column) stops_[column] = column % 8 == 0 && column > 0;
}

} // namespace cleat
