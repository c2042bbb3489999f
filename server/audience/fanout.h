#pragma once

#include "common/event/deferred.h"
#include "common/event/loop.h"
#include "common/terminal/terminal.h"
#include "common/view/attachment.h"
#include "server/audience/pacing.h"
#include "common/view/showing.h"
#include "server/audience/size_policy.h"
#include "server/audience/viewer_sink.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace cleat {

/// Shows a terminal to its viewers: whom, and when. Those who control it are shown what there is at once, and in a
/// flood every few milliseconds. Those who only watch are shown the same frame, all of them in one pass, some at each
/// turn of the loop; the more they cost, the longer it is until the next pass. A viewer that does not acknowledge, or
/// whose connection is full, is passed over and costs nothing.
class Fanout {
 public:
    /// How soon a viewer is shown what there is.
    enum class Rank : std::uint8_t { first, paced };
    /// Whether `is_shown` waits for a viewer.
    enum class Counts : std::uint8_t { yes, no };
    /// Viewers that are shown something in one turn of the loop, of each rank.
    static constexpr std::size_t SLICE = 32;
    /// How long a program may hold its screen back (DEC mode 2026).
    static constexpr std::chrono::milliseconds SYNCHRONISED_AT_MOST{150};

    /// `terminal` is borrowed for this object's life. `on_told` is called when the program has ended and the viewer was
    /// told all there is; it is removed by then. `on_silent` is called when a viewer has become silent.
    Fanout(Loop& loop, const Terminal& terminal, std::function<void(ViewerId)> on_told,
           std::function<void()> on_silent);
    Fanout(const Fanout&) = delete;
    Fanout& operator=(const Fanout&) = delete;

    /// The viewer is shown something soon, not within the call. `sink` is borrowed until it is removed.
    void add(ViewerId id, ViewerSink& sink, Rank rank, HistoryWish wish, Counts counts = Counts::yes);
    void remove(ViewerId id);
    /// The viewer is shown what there is soon, not within the call.
    void set_rank(ViewerId id, Rank rank);

    /// The terminal changed, or may have.
    void changed();
    void before_resize(Size to);
    /// `changed` is to follow.
    void after_resize();
    /// Nothing more comes.
    void finish();

    // What becomes known of one viewer; one that is not there is passed over.
    /// It typed.
    void urge(ViewerId id);
    /// Its own terminal was resized.
    void follow_resize(ViewerId id);
    /// False where that is not news.
    bool acknowledged(ViewerId id, std::uint64_t number);
    /// Its connection has room again.
    void drained(ViewerId id);

    /// Every viewer that counts and is not silent was told, and has drawn, all there is.
    [[nodiscard]] bool is_shown() const;
    /// The viewer is here, and has left what it was to draw unacknowledged for `Attachment::PATIENCE`.
    [[nodiscard]] bool is_silent(ViewerId id) const;

 private:
    struct Place {
        ViewerSink& sink;
        Rank rank{};
        Counts counts{};
        Attachment attachment;
        std::uint64_t seen = 0; ///< how many of `changes_` the attachment knows of
    };
    /// What all who watch are being shown.
    struct Pass {
        Showing showing;
        std::uint64_t changes = 0;  ///< what `changes_` was when the frame was taken
        std::vector<ViewerId> left; ///< the next one last
        Clock::time_point began;
        Clock::duration cost{}; ///< so far
    };

    void sync(Place& place) const;
    [[nodiscard]] bool is_held_back() const;
    [[nodiscard]] std::optional<Frame> frame() const;
    std::optional<Showing> new_showing();
    [[nodiscard]] static bool is_news(Showing& showing, const Place& place);
    Showing* showing_for(const Place& place);
    [[nodiscard]] bool is_due(Place& place) const;
    [[nodiscard]] std::optional<Clock::time_point> due(Place& place);
    void attend(ViewerId id);
    void show(ViewerId id, Place& place, Showing& showing);
    void show_first();
    void show_paced();
    void begin_pass();
    void go_on();
    void begin_again();
    void end_pass();
    void end_told();
    void look_at_all();
    void arm(Clock::time_point time);
    void on_tick();
    void keep_patience();
    void lose_patience();
    void later(void (Fanout::*what)());

    Loop& loop_;
    const Terminal& terminal_;
    std::function<void(ViewerId)> on_told_;
    std::function<void()> on_silent_;
    std::map<ViewerId, Place> places_;
    std::set<ViewerId> first_; ///< those of that rank
    std::uint64_t number_ = 0; ///< of the newest frame
    std::uint64_t changes_ = 0;
    Clock::time_point last_change_{};
    std::optional<Showing> now_; ///< what there is, until it changes
    std::optional<Pass> pass_;
    Pacing pacing_;
    Clock::time_point next_pass_{}; ///< not before
    bool resized_ = false;
    LastResize last_resize_;
    bool finished_ = false;
    std::vector<ViewerId> complete_;                      ///< viewers that were sent all, and are to be removed
    std::optional<Clock::time_point> synchronised_since_; ///< when the update that is being drawn began
    std::uint64_t synchronised_update_ = 0;               ///< its number
    std::optional<Clock::time_point> tick_at_;
    Timer tick_;
    Timer patience_;
    Deferred deferred_;
};

} // namespace cleat
