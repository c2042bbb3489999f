#include "server/peer/sessions_feed.h"

#include "common/event/work_clock.h"
#include "server/peer/peer.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace cleat {

namespace {

constexpr std::chrono::milliseconds PACE{100};
/// Maximum size of one message.
constexpr std::size_t MOST_AT_ONCE = 256U << 10;

} // namespace

Sessions SessionsFeed::watch(Peer& peer, ChannelId channel)
{
    if (watchers_.empty())
        for (SessionInfo& info : sessions_.list()) news_.set(std::move(info));
    look();
    Watcher& watcher = watchers_[&peer] = {.channel = channel};
    return {take_news(peer, watcher.known, SessionNews::ALL).changed};
}

void SessionsFeed::forget(Peer& peer)
{
    watchers_.erase(&peer);
    if (!watchers_.empty()) return;
    timer_.stop();
    news_.clear();
    changed_.clear();
}

void SessionsFeed::drained(Peer& peer)
{
    const auto found = watchers_.find(&peer);
    if (found != watchers_.end() && found->second.is_behind) tell(peer);
}

void SessionsFeed::changed(SessionId id)
{
    if (watchers_.empty()) return;
    changed_.insert(id);
    tell_soon();
}

void SessionsFeed::tell_soon()
{
    if (watchers_.empty() || timer_.is_running()) return;
    const auto wait = std::max(Clock::duration(0), told_ + PACE - loop_.now());
    timer_.start(std::chrono::ceil<std::chrono::microseconds>(wait));
}

void SessionsFeed::look()
{
    for (const SessionId id : std::exchange(changed_, {}))
        if (const Session* const session = sessions_.find(id)) news_.set(session->info());
        else news_.remove(id);
}

void SessionsFeed::tell_all()
{
    told_ = loop_.now();
    look();
    std::vector<Peer*> peers;
    for (auto& [peer, watcher] : watchers_) {
        watcher.is_behind = true;
        peers.push_back(peer);
    }
    for (Peer* const peer : peers) tell(*peer);
}

/// Sends as much as the peer takes. It may be disconnected by that.
void SessionsFeed::tell(Peer& peer)
{
    for (;;) {
        const auto found = watchers_.find(&peer);
        if (found == watchers_.end() || !peer.is_ready() || peer.has_to_rest()) return;
        const auto began = WorkClock::now();
        const auto news = take_news(peer, found->second.known, MOST_AT_ONCE);
        const ChannelId channel = found->second.channel;
        found->second.is_behind = news != SessionsChanged();
        if (news != SessionsChanged()) peer.send(news, 0, channel);
        if (peer.is_guest()) peer.charge(WorkClock::now() - began);
        if (news == SessionsChanged()) return;
    }
}

SessionsChanged SessionsFeed::take_news(const Peer& peer, SessionNews::Known& known, std::size_t most) const
{
    const Guest* const guest = peer.guest();
    if (guest == nullptr)
        return news_.take(
            known, [](SessionId) { return true; }, most);
    SessionsChanged out = news_.take(
        known,
        [this, guest](SessionId id) {
            const Session* const session = sessions_.find(id);
            return session != nullptr && session->is_shared_with(*guest);
        },
        most);
    for (SessionInfo& info : out.changed) hide_from_guests(info);
    return out;
}

} // namespace cleat
