#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

namespace cleat {

class Peer;

/// The state of a peer that determines what it can do.
struct PeerStanding {
    bool is_guest = false;         ///< another user
    Role most = Role::observer;    ///< the most privileged role it can have, in any session
    std::optional<Role> role_here; ///< in the session of the message's channel, if there is one
};

/// Whether a peer can send a message that requires this permission. `steer` also requires that no other viewer holds
/// control, which is checked elsewhere. On a channel without a session, only `is_guest` and `most` restrict the peer; a
/// message for the channel's session then has no effect.
[[nodiscard]] bool may(Permission permission, const PeerStanding& standing);

/// Checks every message, before it is handled: `refused` if the peer cannot send it now on that channel. This check is
/// authoritative; `SessionControls` checks again that the sender is a controller only because that can change while a
/// message is handled.
[[nodiscard]] Result<void> check_may(const Peer& peer, const ClientMessage& message, ChannelId channel);

} // namespace cleat
