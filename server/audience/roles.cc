#include "server/audience/roles.h"

namespace cleat {

void Roles::attach(ViewerId viewer, Role most, Claim claim)
{
    const bool takes = most == Role::controller && claim != Claim::shared && allows(claim);
    viewers_.emplace(viewer, Entry{most, most, false});
    if (takes) hold(viewer);
    viewers_.at(viewer).told = role(viewer);
}

void Roles::leave(ViewerId viewer)
{
    viewers_.erase(viewer);
    if (holder_ == viewer) holder_.reset();
}

/// Who asked the one before has to ask again.
void Roles::hold(ViewerId viewer)
{
    holder_ = viewer;
    for (auto& [id, entry] : viewers_) entry.asks = false;
}

bool Roles::take(ViewerId viewer)
{
    const auto found = viewers_.find(viewer);
    if (found == viewers_.end() || found->second.most != Role::controller) return false;
    hold(viewer);
    return true;
}

bool Roles::ask(ViewerId viewer)
{
    const auto found = viewers_.find(viewer);
    if (found == viewers_.end() || found->second.most != Role::controller || role(viewer) == Role::controller)
        return false;
    found->second.asks = true;
    return true;
}

bool Roles::grant(ViewerId holder, ViewerId viewer)
{
    if (holder_ != holder || !asks(viewer)) return false;
    hold(viewer);
    return true;
}

Role Roles::role(ViewerId viewer) const
{
    const auto found = viewers_.find(viewer);
    if (found == viewers_.end() || (holder_ && *holder_ != viewer)) return Role::observer;
    return found->second.most;
}

bool Roles::asks(ViewerId viewer) const
{
    const auto found = viewers_.find(viewer);
    return found != viewers_.end() && found->second.asks && role(viewer) == Role::observer;
}

std::vector<Roles::Change> Roles::take_changes()
{
    std::vector<Change> out;
    for (auto& [id, entry] : viewers_) {
        if (entry.told == role(id)) continue;
        entry.told = role(id);
        out.push_back({id, entry.told});
    }
    return out;
}

} // namespace cleat
