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

/// The server as seen by its peers.
class PeerHost {
 public:
    virtual ~PeerHost() = default;
    [[nodiscard]] virtual SessionTable& sessions() = 0;
    /// Sends changes of the session list.
    [[nodiscard]] virtual SessionsFeed& sessions_feed() = 0;
    [[nodiscard]] virtual ServerStatus status() const = 0;
    /// Stops the server.
    virtual void stop() = 0;
    /// The peer has ended; it is destroyed when the running callbacks have returned.
    virtual void retire(Peer& peer) = 0;
    /// Calls `on_open` when other users of the host can connect; `shares_changed` must follow.
    virtual void open_to_guests(GuestDoor::OnOpen on_open) = 0;
    /// The grants of a session have changed.
    virtual void shares_changed() = 0;
    /// The time spent for guests, and which of them rest. Code that charges a user must also call `rest` if the user
    /// must rest.
    [[nodiscard]] virtual GuestBudget& guest_budget() = 0;
    /// Schedules the work for guests.
    [[nodiscard]] virtual Turns& guest_turns() = 0;
    /// Stops reading the connections of a guest's user until its rest is over (`GuestBudget`).
    virtual void rest(uid_t user) = 0;
    /// Writes a line about a peer of that user to the log, unless there were too many (`LogAllowance`).
    virtual void log_peer(uid_t user, const std::string& line) = 0;
    /// Number of pending waits of this user's guest connections.
    [[nodiscard]] virtual std::size_t waits_of(uid_t user) const = 0;
    /// Bytes that are queued for all connections of a guest's user.
    [[nodiscard]] virtual std::size_t pending_for(uid_t user) const = 0;
};

} // namespace cleat
