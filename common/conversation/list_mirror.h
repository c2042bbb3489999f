#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <vector>

namespace cleat {

/// A client's copy of the server's list of sessions.
class ListMirror {
 public:
    /// Replaces the whole list.
    void take(Sessions sessions) { sessions_ = std::move(sessions); }
    /// Applies changes. Returns an error, and changes nothing, if no server could send the resulting list in one
    /// message, because it is longer than `MAX_LISTED` or has more text than fits in a frame to a client.
    Result<void> take(SessionsChanged&& changed);

    /// In the order of their numbers, that is, oldest first.
    [[nodiscard]] const std::vector<SessionInfo>& sessions() const { return sessions_.sessions; }

 private:
    Sessions sessions_;
};

} // namespace cleat
