#include "server/session/size_policy.h"

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

std::optional<Size> SizePolicy::wanted() const
{
    const auto latest = std::max_element(controllers_.begin(), controllers_.end(),
                                         [](const auto& a, const auto& b) { return a.second.turn < b.second.turn; });
    if (latest == controllers_.end()) return std::nullopt;
    return latest->second.size;
}

} // namespace cleat
