#pragma once

#include "common/event/loop.h"

#include <functional>
#include <list>
#include <optional>

namespace cleat {

class Turn;

/// Work that can wait, for which the loop has one piece of time in each of its turns, after all that is ready in that
/// turn: whatever comes meanwhile waits for one piece of work and no more. Must outlive those who ask.
class Turns {
 public:
    /// After each piece of work there is none for `rest` times as long as it took of the thread's time (`WorkClock`),
    /// so that what goes through the loop several times, as a key and its echo do, waits for one piece and not each
    /// time for another.
    explicit Turns(Loop& loop, int rest = 0);
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

 private:
    friend class Turn;
    void take_next();

    int rest_;
    std::list<Turn*> asked_; ///< in the order of asking
    Timer next_;             ///< runs while any is asked for, and during a rest
};

/// One who asks for turns. The callback may ask again, or destroy others, but never this one (use `Loop::defer`).
class Turn {
 public:
    Turn(Turns& turns, std::function<void()> on_turn);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    /// Calls back once when those who asked before have had their turns, never within the call. Asked for already: no
    /// change.
    void ask();
    void stop();
    [[nodiscard]] bool is_asked() const { return place_.has_value(); }

 private:
    friend class Turns;

    Turns& turns_;
    std::function<void()> on_turn_;
    std::optional<std::list<Turn*>::iterator> place_; ///< while it is asked for
};

} // namespace cleat
