#include "server/session/session_shares.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cleat {

bool SessionShares::any() const
{
    return std::ranges::any_of(sessions_, [](const auto& entry) { return !entry.second->grants().all().empty(); });
}

bool SessionShares::any_with(const Guest& guest) const
{
    return std::ranges::any_of(sessions_, [&guest](const auto& entry) { return entry.second->is_shared_with(guest); });
}

std::vector<ShareInfo> SessionShares::list(const Session* one) const
{
    std::vector<ShareInfo> out;
    for (const auto& [id, session] : sessions_) {
        if (one != nullptr && session.get() != one) continue;
        for (const Grants::Grant& grant : session->grants().all()) {
            ShareInfo info{session->name(), grant.audience, grant.id, std::nullopt};
            if (grant.until) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(*grant.until - BootClock::now()).count();
                info.left_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, left));
            }
            out.push_back(std::move(info));
        }
    }
    return out;
}

std::optional<BootClock::time_point> SessionShares::next_end() const
{
    std::optional<BootClock::time_point> next;
    for (const auto& [id, session] : sessions_)
        if (const auto end = session->grants().next_end(); end && (!next || *end < *next)) next = end;
    return next;
}

void SessionShares::expire()
{
    const auto now = BootClock::now();
    for (const auto& [id, session] : sessions_)
        if (const auto end = session->grants().next_end(); end && *end <= now) session->change_grants().expire(now);
}

} // namespace cleat
