#pragma once

#include "server/peer/request.h"
#include "server/session/session_table.h"

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

namespace cleat {

/// A peer's pending waits, and the reply for each.
class PendingWaits {
 public:
    using Key = std::pair<SessionId, Waiters::Id>;

    [[nodiscard]] std::size_t size() const { return waits_.size(); }
    void add(const Key& key, const PeerReply& reply) { waits_.emplace(key, reply); }
    void remove(const Key& key) { waits_.erase(key); }
    /// Cancels the waits for sessions that are no longer shared with the guest; returns their replies, which the caller
    /// must send.
    [[nodiscard]] std::vector<PeerReply> cancel_unshared(SessionTable& sessions, const Guest& guest);
    void cancel_all(SessionTable& sessions);

 private:
    std::map<Key, PeerReply> waits_;
};

} // namespace cleat
