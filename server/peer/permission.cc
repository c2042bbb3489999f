#include "server/peer/permission.h"

#include "server/peer/peer.h"

namespace cleat {

namespace {

/// The role of the peer in the session of that channel now.
std::optional<Role> role_on(const Peer& peer, ChannelId channel)
{
    const Viewing* const viewing = peer.viewings().find(channel);
    const Session* const session = viewing != nullptr ? viewing->session() : nullptr;
    if (session == nullptr) return std::nullopt;
    const Member* const member = session->audience().members().find(viewing->viewer());
    return member != nullptr && member->controls() ? Role::controller : Role::observer;
}

/// Checks that no other viewer holds control of the session that the message names. A session that does not exist is no
/// error here: the handler reports it.
Result<void> check_is_free(const Peer& peer, const ClientMessage& message)
{
    const auto session = peer.host().sessions().find(session_named_in(message));
    if (!session) return {};
    const Viewing* const viewing = peer.viewings().of(**session);
    return (*session)->audience().check_free_for(viewing != nullptr ? viewing->viewer() : 0);
}

} // namespace

bool may(Permission permission, const PeerStanding& standing)
{
    if (permission == Permission::visit) return true;
    if (standing.is_guest) return false;
    if (permission == Permission::look) return true;
    if (standing.most != Role::controller) return false;
    return permission == Permission::claim || standing.role_here.value_or(Role::controller) == Role::controller;
}

Result<void> check_may(const Peer& peer, const ClientMessage& message, ChannelId channel)
{
    const Permission permission = permission_of(message);
    if (!may(permission, {peer.is_guest(), peer.most(), role_on(peer, channel)}))
        return Error(peer.is_guest() ? "a guest can only observe" : "an observer cannot do that", ErrorCode::refused);
    return permission == Permission::steer ? check_is_free(peer, message) : Result<void>();
}

} // namespace cleat
