#include "server/audience/grants.h"

#include <algorithm>

namespace cleat {

namespace {

bool means(const Grants::Grant& grant, const Guest& guest)
{
    switch (grant.audience) {
    case Grantee::user: return guest.user == grant.id;
    case Grantee::group: return std::ranges::find(guest.groups, grant.id) != guest.groups.end();
    case Grantee::everyone: return true;
    }
    return false;
}

} // namespace

bool Grants::give(const Grant& grant)
{
    const auto same = [&grant](const Grant& g) { return g.audience == grant.audience && g.id == grant.id; };
    if (const auto found = std::ranges::find_if(grants_, same); found != grants_.end()) {
        found->until = grant.until;
        return true;
    }
    if (grants_.size() >= LIMIT) return false;
    grants_.push_back(grant);
    return true;
}

bool Grants::take_back(Grantee audience, std::uint32_t id)
{
    return std::erase_if(grants_, [&](const Grant& g) { return g.audience == audience && g.id == id; }) > 0;
}

void Grants::expire(BootClock::time_point now)
{
    std::erase_if(grants_, [now](const Grant& grant) { return grant.until && *grant.until <= now; });
}

bool Grants::let_in(const Guest& guest, BootClock::time_point now) const
{
    return std::ranges::any_of(
        grants_, [&](const Grant& grant) { return (!grant.until || now < *grant.until) && means(grant, guest); });
}

std::optional<BootClock::time_point> Grants::next_end() const
{
    std::optional<BootClock::time_point> next;
    for (const Grant& grant : grants_)
        if (grant.until && (!next || *grant.until < *next)) next = grant.until;
    return next;
}

} // namespace cleat
