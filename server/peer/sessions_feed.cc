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
constexpr std::size_t MAX_AT_ONCE = 256U << 10;

} // namespace

Sessions SessionsFeed::watch(Peer& peer, ChannelId channel)
{
    if (watchers_.empty())
        for (SessionInfo& info : sessions_.list()) changes_.set(std::move(info));
    look();
    Watcher& watcher = watchers_[&peer] = {.channel = channel};
    return {take_changes(peer, watcher.known, SessionChanges::ALL).changed};
}

void SessionsFeed::forget(Peer& peer)
{
    watchers_.erase(&peer);
    if (!watchers_.empty()) return;
    timer_.stop();
    changes_.clear();
    changed_.clear();
}

void SessionsFeed::drained(Peer& peer)
{
    const auto found = watchers_.find(&peer);
    if (found != watchers_.end() && found->second.is_behind) send_changes(peer);
}

void SessionsFeed::changed(SessionId id)
{
    if (watchers_.empty()) return;
    changed_.insert(id);
    send_soon();
}

void SessionsFeed::send_soon()
{
    if (watchers_.empty() || timer_.is_running()) return;
    const auto wait = std::max(Clock::duration(0), last_sent_ + PACE - loop_.now());
    timer_.start(std::chrono::ceil<std::chrono::microseconds>(wait));
}

void SessionsFeed::look()
{
    for (const SessionId id : std::exchange(changed_, {}))
        if (const Session* const session = sessions_.find(id)) changes_.set(session->info());
        else changes_.remove(id);
}

void SessionsFeed::send_to_all()
{
    last_sent_ = loop_.now();
    look();
    std::vector<Peer*> peers;
    for (auto& [peer, watcher] : watchers_) {
        watcher.is_behind = true;
        peers.push_back(peer);
    }
    for (Peer* const peer : peers) send_changes(*peer);
}

/// Sends as much as the peer takes. This may disconnect the peer.
void SessionsFeed::send_changes(Peer& peer)
{
    for (;;) {
        const auto found = watchers_.find(&peer);
        if (found == watchers_.end() || !peer.is_ready() || peer.has_to_rest()) return;
        const auto began = WorkClock::now();
        const auto news = take_changes(peer, found->second.known, MAX_AT_ONCE);
        const ChannelId channel = found->second.channel;
        found->second.is_behind = news != SessionsChanged();
        if (news != SessionsChanged()) peer.send(news, 0, channel);
        if (peer.is_guest()) peer.charge(WorkClock::now() - began);
        if (news == SessionsChanged()) return;
    }
}

SessionsChanged SessionsFeed::take_changes(const Peer& peer, SessionChanges::Known& known, std::size_t most) const
{
    const Guest* const guest = peer.guest();
    if (guest == nullptr)
        return changes_.take(
            known, [](SessionId) { return true; }, most);
    SessionsChanged out = changes_.take(
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
