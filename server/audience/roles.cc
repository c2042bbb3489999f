#include "server/audience/roles.h"

namespace cleat {

void Roles::attach(Members& members, Member& member)
{
    const Claim claim = member.request.claim;
    if (member.request.most == Role::controller && claim != Claim::shared && allows(claim))
        give_control_to(members, member.id);
    members.set_role(member, role_of(member));
}

void Roles::leave(ViewerId member)
{
    if (holder_ == member) holder_.reset();
}

/// Drops the requests made to the previous holder.
void Roles::give_control_to(Members& members, ViewerId member)
{
    holder_ = member;
    for (const auto& [id, other] : members.all()) other->asks_for_control = false;
}

bool Roles::take(Members& members, ViewerId member)
{
    const Member* const taker = members.find(member);
    if (taker == nullptr || taker->request.most != Role::controller) return false;
    give_control_to(members, member);
    return true;
}

bool Roles::ask(Members& members, ViewerId member)
{
    Member* const asker = members.find(member);
    if (asker == nullptr || asker->request.most != Role::controller || role_of(*asker) == Role::controller)
        return false;
    asker->asks_for_control = true;
    return true;
}

bool Roles::grant(Members& members, ViewerId holder, ViewerId member)
{
    const Member* const asker = members.find(member);
    if (holder_ != holder || asker == nullptr || !asker->asks_for_control) return false;
    give_control_to(members, member);
    return true;
}

Role Roles::role_of(const Member& member) const
{
    return holder_ && *holder_ != member.id ? Role::observer : member.request.most;
}

std::vector<Member*> Roles::settle(Members& members) const
{
    std::vector<Member*> changed;
    for (const auto& [id, member] : members.all()) {
        const Role role = role_of(*member);
        if (member->role == role) continue;
        if (role == Role::controller) member->asks_for_control = false;
        members.set_role(*member, role);
        changed.push_back(member.get());
    }
    return changed;
}

} // namespace cleat
