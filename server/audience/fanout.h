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

/// Sends a terminal's screen to the members that are attached: to whom, and when. Those who control it are sent what
/// there is at once, and in a flood every few milliseconds. Those who only observe are sent the same frame, all of them
/// in one pass, some at each turn of the loop; the more they cost, the longer it is until the next pass. A member that
/// does not acknowledge, or whose connection is full, is passed over and costs nothing. Members that follow the output
/// are none of its business.
class Fanout {
 public:
    /// Members that are sent something in one turn of the loop, of those who control and of those who do not.
    static constexpr std::size_t SLICE = 32;

    struct Handlers {
        /// The program has ended and the member was sent all there is: it is to be removed.
        std::function<void(ViewerId)> on_complete;
        /// A member has become silent.
        std::function<void()> on_silent;
    };

    /// `terminal` and `members` are borrowed for this object's life.
    Fanout(Loop& loop, const Terminal& terminal, Members& members, Handlers handlers);
    Fanout(const Fanout&) = delete;
    Fanout& operator=(const Fanout&) = delete;

    /// A new member: it is sent the screen soon, not within the call.
    void attached(Member& member);
    /// Members have other roles: they are sent what there is soon, not within the call.
    void roles_changed();

    /// The terminal changed, or may have.
    void changed();
    void before_resize(Size to);
    /// `changed` is to follow.
    void after_resize();
    /// Nothing more comes.
    void finish();

    // What becomes known of one member.
    /// It typed.
    void urge(Member& member);
    /// False where that is not news.
    bool acknowledged(Member& member, std::uint64_t number);
    /// Its connection has room again.
    void drained(Member& member);

    /// Every member that is neither a guest nor silent was sent, and has drawn, all there is.
    [[nodiscard]] bool is_shown() const;

 private:
    /// What all who observe are being sent.
    struct Pass {
        Showing showing;
        std::uint64_t changes = 0;  ///< `Frames::changes` when the frame was taken
        std::vector<ViewerId> left; ///< the next one last
        Clock::time_point began;
        Clock::duration cost{}; ///< so far
    };

    [[nodiscard]] bool is_due(Member& member) const;
    [[nodiscard]] std::optional<Clock::time_point> due(Member& member);
    void attend(Member& member);
    void show(Member& member, Showing& showing);
    void show_first();
    void show_paced();
    void begin_pass();
    void go_on();
    void begin_again();
    void end_pass();
    void end_complete();
    void look_at_all();
    void arm(Clock::time_point time);
    void on_tick();
    void keep_patience();
    void lose_patience();
    void later(void (Fanout::*what)());

    Loop& loop_;
    const Terminal& terminal_;
    Frames frames_;
    Members& members_;
    Handlers handlers_;
    std::optional<Pass> pass_;
    Pacing pacing_;
    Clock::time_point next_pass_{}; ///< not before
    bool resized_ = false;
    bool finished_ = false;
    std::vector<ViewerId> complete_; ///< members that were sent all, and are to be removed
    std::optional<Clock::time_point> tick_at_;
    Timer tick_;
    Timer patience_;
    Deferred deferred_;
};

} // namespace cleat
