#pragma once

#include "common/event/turns.h"
#include "common/wire/messages.h"
#include "server/peer/guest_budget.h"
#include "server/peer/guest_door.h"
#include "server/session/session_table.h"

#include <cstddef>
#include <string>

namespace cleat {

class Peer;
class SessionsFeed;

/// What a peer needs of the server that it is connected to.
class PeerHost {
 public:
    virtual ~PeerHost() = default;
    [[nodiscard]] virtual SessionTable& sessions() = 0;
    /// Whose list of sessions is kept up to date.
    [[nodiscard]] virtual SessionsFeed& sessions_feed() = 0;
    [[nodiscard]] virtual ServerStatus status() const = 0;
    /// Ends the server.
    virtual void stop() = 0;
    /// The peer is done with; it is destroyed when the callbacks that are running have returned.
    virtual void retire(Peer& peer) = 0;
    /// Other users of the machine can connect when `on_open` is called; `shares_changed` is to follow.
    virtual void open_to_guests(GuestDoor::OnOpen on_open) = 0;
    /// A session is shared with others than before.
    virtual void shares_changed() = 0;
    /// What guests cost, and which of them rest. Who charges a user sees to it that its connections rest.
    [[nodiscard]] virtual GuestBudget& guest_budget() = 0;
    /// When something is done for guests.
    [[nodiscard]] virtual Turns& guest_turns() = 0;
    /// A guest's user has to rest, until the budget says otherwise: its connections are not read.
    virtual void rest(uid_t user) = 0;
    /// Writes a line about a peer of that user to the log, unless there were too many.
    virtual void log_peer(uid_t user, const std::string& line) = 0;
    /// How many waits guests of that user have under way.
    [[nodiscard]] virtual std::size_t waits_of(uid_t user) const = 0;
    /// Bytes that are queued for all connections of a guest's user.
    [[nodiscard]] virtual std::size_t pending_for(uid_t user) const = 0;
};

} // namespace cleat
