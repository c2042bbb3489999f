#include "common/render/drawn_screen.h"

#include "common/model/reflow.h"
#include "common/render/recent_rows.h"

#include <algorithm>

namespace cleat {

void DrawnScreen::note(const Screen& screen, TextPosition top, std::uint64_t scrolled, Time now)
{
    const auto& rows = screen.primary;
    const auto changed = std::mismatch(rows.begin(), rows.end(), rows_.begin(), rows_.end()).first;
    if (changed != rows.end()) {
        TextPosition at = top;
        for (auto row = rows.begin(); row != changed; ++row) at = position_after(**row, at);
        changed_at_ = changed_ < now - CERTAINLY_DRAWN ? at : std::min(at, changed_at_);
        changed_ = now;
    }
    rows_ = screen.active == Side::primary ? rows : std::vector<RowRef>();
    scrolled_ = scrolled;
    top_ = top;
}

bool DrawnScreen::is_drawn(Time by, TextPosition end) const
{
    return changed_ < by - CERTAINLY_DRAWN || end <= changed_at_;
}

} // namespace cleat
