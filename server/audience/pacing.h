#pragma once

#include "common/event/loop.h"

namespace cleat {

/// How often those who only watch are shown a screen that changes without end. The more it costs to show it to all of
/// them, the more time is left in between for the program and for who types; it is never so much that they see what is
/// old.
class Pacing {
 public:
    static constexpr std::chrono::milliseconds LEAST{8};
    static constexpr std::chrono::milliseconds MOST{120};
    /// So many times what showing it to all of them takes is left for the rest. It is much because that is the least of
    /// what it costs: they all acknowledge it, and those on this machine draw it.
    static constexpr int SHARE = 150;

    /// All were shown the screen, and that took so much time.
    void passed(Clock::duration cost);
    /// From the beginning of one showing to that of the next.
    [[nodiscard]] Clock::duration interval() const;

 private:
    Clock::duration cost_{};
};

} // namespace cleat
