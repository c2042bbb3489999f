#include "server/memory/page_space.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace cleat {

std::optional<std::uint64_t> PageSpace::take(std::uint64_t count)
{
    const auto gap = std::ranges::find_if(free_, [count](const auto& one) { return one.second >= count; });
    if (gap == free_.end()) return std::nullopt;
    const auto first = gap->first;
    cut(gap, first, count);
    return first;
}

bool PageSpace::take_at(std::uint64_t first, std::uint64_t count)
{
    auto gap = free_.upper_bound(first);
    if (gap == free_.begin()) return false;
    --gap;
    const auto skipped = first - gap->first;
    if (gap->second < skipped || gap->second - skipped < count) return false;
    cut(gap, first, count);
    return true;
}

/// Takes pages out of the gap that contains them.
void PageSpace::cut(std::map<std::uint64_t, std::uint64_t>::iterator gap, std::uint64_t first, std::uint64_t count)
{
    const auto end = gap->first + gap->second;
    gap->second = first - gap->first;
    if (gap->second == 0) free_.erase(gap);
    if (first + count < end) free_.emplace(first + count, end - first - count);
}

void PageSpace::free_pages(std::uint64_t first, std::uint64_t count)
{
    const auto after = free_.lower_bound(first);
    assert((after == free_.end() || first + count <= after->first) && "freed twice");
    auto end = first + count;
    if (after != free_.end() && after->first == end) {
        end += after->second;
        free_.erase(after);
    }
    const auto before = free_.lower_bound(first);
    if (before != free_.begin()) {
        const auto touching = std::prev(before);
        assert(touching->first + touching->second <= first && "freed twice");
        if (touching->first + touching->second == first) {
            touching->second = end - touching->first;
            return;
        }
    }
    free_.emplace(first, end - first);
}

} // namespace cleat
