#include "server/audience/members.h"

#include <algorithm>
#include <utility>

namespace cleat {

Member& Members::add(ViewerSink& sink, AttachRequest request, Member::View view, std::int64_t since)
{
    const ViewerId id = next_++;
    auto member = std::make_unique<Member>(
        Member{.id = id, .sink = sink, .request = std::move(request), .view = std::move(view), .since = since});
    Member& added = *members_.emplace(id, std::move(member)).first->second;
    if (added.log() != nullptr) followers_.push_back(&added);
    return added;
}

std::unique_ptr<Member> Members::remove(ViewerId id)
{
    const auto found = members_.find(id);
    if (found == members_.end()) return nullptr;
    std::erase(controllers_, found->second.get());
    std::erase(followers_, found->second.get());
    auto out = std::move(found->second);
    members_.erase(found);
    return out;
}

void Members::set_role(Member& member, Role role)
{
    member.role = role;
    const auto place = std::ranges::lower_bound(controllers_, member.id, {}, &Member::id);
    const bool is_there = place != controllers_.end() && *place == &member;
    if (role == Role::controller && !is_there) controllers_.insert(place, &member);
    if (role != Role::controller && is_there) controllers_.erase(place);
}

Member* Members::find(ViewerId id)
{
    const auto found = members_.find(id);
    return found == members_.end() ? nullptr : found->second.get();
}

const Member* Members::find(ViewerId id) const
{
    const auto found = members_.find(id);
    return found == members_.end() ? nullptr : found->second.get();
}

} // namespace cleat
