#include "common/render/recent_rows.h"

#include <algorithm>
#include <utility>

namespace cleat {

void RecentRows::add(Placed row, Time now)
{
    bytes_ += row.row.size();
    rows_.push_back({std::move(row), now});
    const auto is_enough = [&] {
        if (rows_.size() > MAX_ROWS || bytes_ > MAX_BYTES) return true;
        return rows_.size() > MAX_DRAWN && rows_.front().when < now - CERTAINLY_DRAWN;
    };
    while (rows_.size() > 1 && is_enough()) {
        bytes_ -= rows_.front().row.row.size();
        rows_.pop_front();
    }
}

void RecentRows::add_adopted(Placed row)
{
    add(std::move(row), rows_.empty() ? Time() : rows_.back().when);
}

bool RecentRows::are_drawn(Time by) const
{
    return rows_.empty() || rows_.back().when < by - CERTAINLY_DRAWN;
}

void RecentRows::drop_from(TextPosition position)
{
    while (!rows_.empty() && rows_.back().row.at >= position) {
        bytes_ -= rows_.back().row.row.size();
        rows_.pop_back();
    }
}

std::vector<RecentRows::Placed> RecentRows::take_undrawn(Time by, std::size_t more)
{
    const auto is_drawn = [by](const Put& put) { return put.when < by - CERTAINLY_DRAWN; };
    auto first = std::find_if_not(rows_.begin(), rows_.end(), is_drawn);
    first -= static_cast<std::ptrdiff_t>(std::min(more, static_cast<std::size_t>(first - rows_.begin())));
    std::vector<Placed> out;
    for (auto put = first; put != rows_.end(); ++put) {
        bytes_ -= put->row.row.size();
        out.push_back(std::move(put->row));
    }
    rows_.erase(first, rows_.end());
    return out;
}

} // namespace cleat
