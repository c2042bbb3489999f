#pragma once

#include "common/event/loop.h"

namespace cleat {

/// How often observers are sent a screen that changes continuously. The more it costs to send a frame to all of them,
/// the more time is left in between for the program and the controllers; the delay is bounded, so that observers do not
/// see an old screen.
class Pacing {
 public:
    static constexpr std::chrono::milliseconds SHORTEST{8};
    static constexpr std::chrono::milliseconds LONGEST{120};
    /// The interval is this many times the cost of one pass. The factor is large because that cost is only a small part
    /// of the total: every observer acknowledges the frame, and those on this host draw it.
    static constexpr int SHARE = 150;

    /// A pass over all observers took this long.
    void passed(Clock::duration cost);
    /// Time from the start of one pass to the start of the next.
    [[nodiscard]] Clock::duration interval() const;

 private:
    Clock::duration cost_{};
};

} // namespace cleat
