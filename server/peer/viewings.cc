#include "server/peer/viewings.h"

#include "server/peer/peer.h"

#include <algorithm>

namespace cleat {

Viewing* Viewings::find(ChannelId channel) const
{
    const auto found = viewings_.find(channel);
    return found != viewings_.end() ? found->second.get() : nullptr;
}

Result<Viewing*> Viewings::find_free(ChannelId channel)
{
    if (Viewing* const viewing = find(channel)) {
        if (viewing->is_attached()) return Error("already attached", ErrorCode::invalid);
        return viewing;
    }
    std::erase_if(viewings_, [](const auto& one) { return one.second->is_idle(); });
    if (viewings_.size() >= most_) return Error("too many sessions on this connection", ErrorCode::refused);
    return viewings_.emplace(channel, std::make_unique<Viewing>(peer_, channel)).first->second.get();
}

const Viewing* Viewings::of(const Session& session) const
{
    const auto found = std::ranges::find_if(viewings_, [&](const auto& one) { return one.second->is_of(session); });
    return found != viewings_.end() ? found->second.get() : nullptr;
}

bool Viewings::is_input_blocked() const
{
    return std::ranges::any_of(viewings_, [](const auto& one) { return one.second->is_input_blocked(); });
}

/// Starts with another channel each time: output of one channel may keep the others waiting until the peer has taken
/// it.
void Viewings::drained()
{
    const auto first = viewings_.upper_bound(last_drained_);
    std::for_each(first, viewings_.end(), [this](const auto& one) { drained(one.first, *one.second); });
    std::for_each(viewings_.begin(), first, [this](const auto& one) { drained(one.first, *one.second); });
}

void Viewings::drained(ChannelId channel, Viewing& viewing)
{
    const bool was_ready = peer_.is_ready();
    viewing.drained();
    if (was_ready && !peer_.is_ready()) last_drained_ = channel;
}

void Viewings::leave()
{
    for (const auto& [channel, viewing] : viewings_) viewing->leave();
}

void Viewings::leave_unshared(const Guest& guest, const Error& why)
{
    for (const auto& [channel, viewing] : viewings_) {
        const Session* const session = viewing->session();
        if (session == nullptr || session->is_shared_with(guest)) continue;
        viewing->leave();
        peer_.send(Detached{why.message()}, 0, channel);
    }
}

} // namespace cleat
