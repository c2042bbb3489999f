#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

namespace cleat {

class Peer;

/// What a peer is at a moment, as far as it decides what the peer may do.
struct PeerStanding {
    bool is_guest = false;         ///< another user
    Role most = Role::observer;    ///< what it may be at most, in any session
    std::optional<Role> role_here; ///< in the session that it watches on the message's channel, if there is one
};

/// Whether one may send what takes that permission. `steer` takes, besides, that nobody else holds control. Where one
/// watches no session no role there stands in its way; what is meant for that session then goes nowhere.
[[nodiscard]] bool may(Permission permission, const PeerStanding& standing);

/// Decides of every message, before it is handled, whether the peer may send it now on that channel: `refused` where it
/// may not. It is what decides; that sessions look again who controls them (`SessionControls`) is for what can change
/// while a message is handled.
[[nodiscard]] Result<void> check_may(const Peer& peer, const ClientMessage& message, ChannelId channel);

} // namespace cleat
