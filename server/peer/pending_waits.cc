#include "server/peer/pending_waits.h"

namespace cleat {

std::vector<PeerReply> PendingWaits::cancel_unshared(SessionTable& sessions, const Guest& guest)
{
    std::vector<PeerReply> cancelled;
    for (auto wait = waits_.begin(); wait != waits_.end();) {
        Session* const session = sessions.find(wait->first.first);
        if (session == nullptr || session->is_shared_with(guest)) {
            ++wait;
            continue;
        }
        session->waiters().cancel(wait->first.second);
        cancelled.push_back(wait->second);
        wait = waits_.erase(wait);
    }
    return cancelled;
}

void PendingWaits::cancel_all(SessionTable& sessions)
{
    for (const auto& [key, reply] : std::exchange(waits_, {}))
        if (Session* const session = sessions.find(key.first)) session->waiters().cancel(key.second);
}

} // namespace cleat
