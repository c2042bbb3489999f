#pragma once

#include "common/event/loop.h"

#include <functional>
#include <list>
#include <optional>

namespace cleat {

class Turn;

/// Work that can wait. Each turn of the loop runs one piece of this work, after everything that is ready in that turn,
/// so that new events wait for at most one piece. Must outlive its `Turn` objects.
class Turns {
 public:
    /// Each piece of work is followed by a rest of `rest` times the CPU time it took (`WorkClock`), so that an event
    /// that takes several turns of the loop, such as a key and its echo, waits for one piece of work in all, not for
    /// one in every turn.
    explicit Turns(Loop& loop, int rest = 0);
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

 private:
    friend class Turn;
    void take_next();

    int rest_;
    std::list<Turn*> requested_; ///< in the order of the requests
    Timer next_;                 ///< runs while a turn is requested, and during a rest
};

/// Requests turns from `Turns`. The callback may request another turn or destroy other `Turn`s, but not this one (use
/// `Loop::defer`).
class Turn {
 public:
    Turn(Turns& turns, std::function<void()> on_turn);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    /// Requests a turn: calls back once, after the turns requested earlier, never within this call. No effect if this
    /// `Turn` has already requested one.
    void ask();
    /// Withdraws the request, if there is one.
    void stop();
    [[nodiscard]] bool is_requested() const { return position_.has_value(); }

 private:
    friend class Turns;

    Turns& turns_;
    std::function<void()> on_turn_;
    std::optional<std::list<Turn*>::iterator> position_; ///< set while a turn is requested
};

} // namespace cleat
