#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <vector>

namespace cleat {

/// What a client knows of the server's list of sessions, as far as the server has told.
class ListMirror {
 public:
    /// The whole list.
    void take(Sessions sessions) { sessions_ = std::move(sessions); }
    /// What is new in it. An error, which changes nothing, where the list would be one that no server can tell as a
    /// whole: longer than `MOST_LISTED`, or of more text than a frame to a client may have.
    Result<void> take(SessionsChanged&& changed);

    /// In the order of their numbers, which is that of their age.
    [[nodiscard]] const std::vector<SessionInfo>& sessions() const { return sessions_.sessions; }

 private:
    Sessions sessions_;
};

} // namespace cleat
