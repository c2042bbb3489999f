#include "common/conversation/list_mirror.h"

#include <map>
#include <string>
#include <utility>

namespace cleat {

Result<void> ListMirror::take(SessionsChanged&& changed)
{
    std::map<std::uint64_t, SessionInfo*> there;
    for (SessionInfo& info : sessions_.sessions) there[info.id] = &info;
    for (const std::uint64_t id : changed.gone) there.erase(id);
    for (SessionInfo& info : changed.changed) there[info.id] = &info;
    if (there.size() > MOST_LISTED) return Error("more than " + std::to_string(MOST_LISTED) + " sessions");
    std::vector<SessionInfo> next;
    next.reserve(there.size());
    for (const auto& [id, info] : there) next.push_back(std::move(*info));
    sessions_.sessions = std::move(next);
    return {};
}

} // namespace cleat
