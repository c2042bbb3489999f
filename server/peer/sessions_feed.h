#pragma once

#include "common/event/loop.h"
#include "server/session/session_news.h"
#include "server/session/session_table.h"

#include <map>
#include <set>

namespace cleat {

class Peer;

/// Tells the peers that watch the list of sessions what is new in it: at once where nothing was told of late, else once
/// in `PACE`, and each when it has taken what it was told before.
class SessionsFeed {
 public:
    /// `sessions` is borrowed for this object's life.
    SessionsFeed(Loop& loop, SessionTable& sessions)
        : loop_(loop), sessions_(sessions), timer_(loop, [this] { tell_all(); })
    {}

    /// The peer is told what changes from now on, on that channel, until it is forgotten. Gives the list as it is.
    [[nodiscard]] Sessions watch(Peer& peer, ChannelId channel);
    void forget(Peer& peer);
    /// The peer has taken all that it was sent.
    void drained(Peer& peer);
    /// A session is new, is another one in the list, is shared with others, or is gone.
    void changed(SessionId id);
    /// Guests whose user had to rest may be told something again.
    void rests_over() { tell_soon(); }

 private:
    struct Watcher {
        ChannelId channel = 0;
        SessionNews::Known known;
        bool is_behind = false; ///< there may be news that it was not told
    };

    void look();
    void tell_soon();
    void tell_all();
    void tell(Peer& peer);
    [[nodiscard]] SessionsChanged take_news(const Peer& peer, SessionNews::Known& known, std::size_t most) const;

    Loop& loop_;
    SessionTable& sessions_;
    SessionNews news_;            ///< empty while nobody watches
    std::set<SessionId> changed_; ///< since `news_` was made
    std::map<Peer*, Watcher> watchers_;
    Timer timer_;
    Clock::time_point told_; ///< when something was told last
};

} // namespace cleat
