#pragma once

#include "common/event/boot_timer.h"
#include "common/wire/messages.h"
#include "server/session/session.h"

#include <optional>
#include <vector>

namespace cleat {

/// The shares of all sessions of a server with other users of the host.
class SessionShares {
 public:
    /// `sessions` is borrowed for this object's life.
    explicit SessionShares(const SessionMap& sessions) : sessions_(sessions) {}

    [[nodiscard]] bool any() const;
    [[nodiscard]] bool any_with(const Guest& guest) const;
    /// The grants of all sessions, or of `one`; ordered by session, oldest first.
    [[nodiscard]] std::vector<ShareInfo> list(const Session* one) const;
    [[nodiscard]] std::optional<BootClock::time_point> next_end() const;
    /// Removes expired grants.
    void expire();

 private:
    const SessionMap& sessions_;
};

} // namespace cleat
