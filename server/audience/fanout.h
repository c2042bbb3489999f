#pragma once

#include "common/event/deferred.h"
#include "common/event/loop.h"
#include "common/terminal/terminal.h"
#include "common/view/attachment.h"
#include "common/view/showing.h"
#include "server/audience/frames.h"
#include "server/audience/members.h"
#include "server/audience/pacing.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cleat {

/// Decides when to send a terminal's screen to the attached members, and sends it. Controllers are sent changes at
/// once, and every few milliseconds while the program floods the screen. Observers are all sent the same `Frame` in one
/// pass, some at each turn of the loop; the more a pass costs, the longer the time to the next. A member that does not
/// acknowledge, or whose connection is full, is skipped and costs nothing. Members that follow the output are not
/// served here.
class Fanout {
 public:
    /// Members that are sent something in one turn of the loop, counted separately for controllers and observers.
    static constexpr std::size_t SLICE = 32;

    struct Handlers {
        /// The program has ended and the member was sent everything: the handler must remove it.
        std::function<void(ViewerId)> on_complete;
        /// A member is silent: see `Member::is_silent`.
        std::function<void()> on_silence;
    };

    /// `terminal` and `members` are borrowed for this object's life.
    Fanout(Loop& loop, const Terminal& terminal, Members& members, Handlers handlers);
    Fanout(const Fanout&) = delete;
    Fanout& operator=(const Fanout&) = delete;

    /// A new member: the screen is sent once the running callbacks have returned, not within the call.
    void attached(Member& member);
    /// Members changed roles: changes are sent to them from a timer that expires at once, not within the call.
    void roles_changed();

    /// The terminal changed, or may have.
    void changed();
    void before_resize(Size to);
    /// `changed` must follow.
    void after_resize();
    /// No more output comes.
    void finish();

    // Events of one member.
    /// The member typed.
    void expedite(Member& member);
    /// Returns false if nothing new was acknowledged.
    bool acknowledged(Member& member, std::uint64_t number);
    /// The member's connection has room again.
    void drained(Member& member);

    /// Whether every member that is neither a guest nor silent was sent everything, and has drawn it.
    [[nodiscard]] bool is_shown() const;

 private:
    /// One pass, which sends all observers one frame.
    struct Pass {
        Showing showing;
        std::uint64_t changes = 0;  ///< `Frames::changes` when the frame was taken
        std::vector<ViewerId> left; ///< members still to be served, the next one last
        Clock::time_point began;
        Clock::duration cost{}; ///< of the pass so far
    };

    [[nodiscard]] bool is_due(Member& member) const;
    [[nodiscard]] std::optional<Clock::time_point> due(Member& member);
    void attend(Member& member);
    void show(Member& member, Showing& showing);
    void show_first();
    void show_paced();
    void begin_pass();
    void continue_pass();
    void restart_pass();
    void end_pass();
    void end_complete();
    void sync_all();
    void arm(Clock::time_point time);
    void on_tick();
    void check_deadlines();
    void drop_unacknowledged();
    void later(void (Fanout::*what)());

    Loop& loop_;
    const Terminal& terminal_;
    Frames frames_;
    Members& members_;
    Handlers handlers_;
    std::optional<Pass> pass_;
    Pacing pacing_;
    Clock::time_point next_pass_{}; ///< the earliest time of the next pass
    bool resized_ = false;
    bool finished_ = false;
    std::vector<ViewerId> complete_; ///< members that were sent everything, to be removed
    std::optional<Clock::time_point> tick_at_;
    Timer tick_;
    Timer patience_;
    Deferred deferred_;
};

} // namespace cleat
