#pragma once

#include "common/event/loop.h"
#include "server/session/session_changes.h"
#include "server/session/session_table.h"

#include <map>
#include <set>

namespace cleat {

class Peer;

/// Sends changes of the session list to the peers that watch it: at once if nothing was sent recently, otherwise at
/// most once in 100 ms, and to each peer only after it has taken the previous changes.
class SessionsFeed {
 public:
    /// `sessions` is borrowed for this object's life.
    SessionsFeed(Loop& loop, SessionTable& sessions)
        : loop_(loop), sessions_(sessions), timer_(loop, [this] { send_to_all(); })
    {}

    /// Returns the current list, and sends the peer all later changes on that channel, until `forget`.
    [[nodiscard]] Sessions watch(Peer& peer, ChannelId channel);
    void forget(Peer& peer);
    /// The peer has taken all that was sent to it.
    void drained(Peer& peer);
    /// A session was created, changed in the list, shared with others, or removed.
    void changed(SessionId id);
    /// The rests of some guests are over (`GuestBudget`): changes can be sent to them again.
    void rests_over() { send_soon(); }

 private:
    struct Watcher {
        ChannelId channel = 0;
        SessionChanges::Known known;
        bool is_behind = false; ///< changes may not have been sent to it yet
    };

    void look();
    void send_soon();
    void send_to_all();
    void send_changes(Peer& peer);
    [[nodiscard]] SessionsChanged take_changes(const Peer& peer, SessionChanges::Known& known, std::size_t most) const;

    Loop& loop_;
    SessionTable& sessions_;
    SessionChanges changes_;      ///< empty while no peer watches
    std::set<SessionId> changed_; ///< since `changes_` was updated
    std::map<Peer*, Watcher> watchers_;
    Timer timer_;
    Clock::time_point last_sent_; ///< time of the last update
};

} // namespace cleat
