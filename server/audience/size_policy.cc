#include "server/audience/size_policy.h"

#include <algorithm>

namespace cleat {

void SizePolicy::set(ViewerId controller, Size size)
{
    controllers_[controller] = {size, ++turns_};
}

void SizePolicy::typed(ViewerId controller)
{
    if (const auto found = controllers_.find(controller); found != controllers_.end()) found->second.turn = ++turns_;
}

void SizePolicy::remove(ViewerId controller)
{
    controllers_.erase(controller);
}

void SizePolicy::set_rule(SizeRule rule, Size fixed)
{
    rule_ = rule;
    fixed_ = fixed;
}

std::optional<ViewerId> SizePolicy::latest() const
{
    const auto latest = std::max_element(controllers_.begin(), controllers_.end(),
                                         [](const auto& a, const auto& b) { return a.second.turn < b.second.turn; });
    if (latest == controllers_.end()) return std::nullopt;
    return latest->first;
}

std::optional<Size> SizePolicy::wanted() const
{
    if (rule_ == SizeRule::fixed) return fixed_;
    const auto last = latest();
    if (!last) return std::nullopt;
    Size out = controllers_.at(*last).size;
    if (rule_ == SizeRule::latest) return out;
    for (const auto& [id, entry] : controllers_) {
        const bool smallest = rule_ == SizeRule::smallest;
        out.rows = smallest ? std::min(out.rows, entry.size.rows) : std::max(out.rows, entry.size.rows);
        out.columns = smallest ? std::min(out.columns, entry.size.columns) : std::max(out.columns, entry.size.columns);
    }
    // The rows of one and the columns of another may be too many cells together.
    if (!is_valid(out)) out.rows = MAX_CELLS / out.columns;
    return out;
}

} // namespace cleat
