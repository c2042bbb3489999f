#include "server/audience/size_policy.h"

#include <algorithm>

namespace cleat {

void SizePolicy::set_rule(SizeRule rule, Size fixed)
{
    rule_ = rule;
    fixed_ = fixed;
}

const Member* SizePolicy::latest(const Members& members)
{
    const Member* latest = nullptr;
    for (const Member* const member : members.controllers())
        if (is_valid(member->request.size) && (latest == nullptr || latest->active < member->active)) latest = member;
    return latest;
}

std::optional<Size> SizePolicy::wanted(const Members& members) const
{
    if (rule_ == SizeRule::fixed) return fixed_;
    const Member* const last = latest(members);
    if (last == nullptr) return std::nullopt;
    Size out = last->request.size;
    if (rule_ == SizeRule::latest) return out;
    for (const Member* const member : members.controllers()) {
        const Size size = member->request.size;
        if (!is_valid(size)) continue;
        const bool smallest = rule_ == SizeRule::smallest;
        out.rows = smallest ? std::min(out.rows, size.rows) : std::max(out.rows, size.rows);
        out.columns = smallest ? std::min(out.columns, size.columns) : std::max(out.columns, size.columns);
    }
    // The rows of one terminal and the columns of another can together exceed the cell limit.
    if (!is_valid(out)) out.rows = MAX_CELLS / out.columns;
    return out;
}

} // namespace cleat
