#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/model/screen.h"
#include "common/player/cast_feed.h"
#include "common/player/player_key.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"
#include "common/recording/playback.h"
#include "common/recording/screen_search.h"
#include "common/render/crop.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// How a recording is played.
struct PlayerOptions {
    std::optional<CastTime> idle_limit; ///< else the recording's own
    CastTime at{};                      ///< where it begins
    double speed = 1;
    bool paused = false;
    bool loop = false;
    bool quit_at_end = false;
    PlayerExit exit = PlayerExit::quit;
};

/// A recording that is played, and what is seen of it: takes keys, and gives pages for a terminal of any size. Knows
/// nothing of how these come and go. The index is made as it plays, where it is not there.
class PlayerDeck {
 public:
    struct Handlers {
        /// There is a header: from now on there are pages.
        std::function<void()> on_begun;
        /// There is another page. Often: whoever draws them does it when it is time.
        std::function<void()> on_changed;
        /// There is enough of it, or it is no recording. Not to destroy the deck.
        std::function<void()> on_over;
    };

    /// `feed` is the pipe that `source` comes through, if it does. The loop is borrowed for the deck's life.
    PlayerDeck(Loop& loop, CastSource source, IndexFile index, std::optional<CastFeed> feed, PlayerOptions options,
               Handlers handlers);

    /// Begins as soon as there is a header. An error where there is and will be none.
    Result<void> begin();
    /// Whole keys, as a terminal without any modes sends them.
    void type(std::string_view keys);
    /// Stands still until `resume`: the process is about to stop.
    void suspend();
    void resume();
    /// What a terminal of that size shows now: as much of the screen as fits, and the bar.
    [[nodiscard]] Screen page(Size terminal);
    /// What was wrong with the recording so far, in words; or nothing. An error where it is none.
    [[nodiscard]] Result<std::string> damage() const;

 private:
    void begin_playing();
    void on_feed();
    void handle_any(const PlayerPress& press);
    void handle(const PlayerPress& press);
    void handle_in_list(const PlayerPress& press);
    void cancel();
    void take_search_text(std::string_view& typed);
    void search_for(const std::string& text);
    void pan(int rows, int columns);

    void play_on();
    void reach_end();
    void step();
    void go_to(CastTime time);
    void seek(CastTime time);
    void go_on(Clock::time_point until);
    void arrive();
    void step_on(Clock::time_point until);
    [[nodiscard]] bool is_on_the_way() const { return going_to_ || steps_ > 0; }
    void go_to_marker(int direction);
    void set_paused(bool paused);
    bool is_suspended_ = false; ///< and will go on

    void start_search();
    bool search_from_beginning();
    void search_on(Clock::time_point until);
    [[nodiscard]] bool place_searcher(Clock::time_point until);
    void end_search(const std::string& message);
    void work_soon();
    void work();
    void work_on_index(Clock::time_point until);

    void changed();
    [[nodiscard]] bool has_end() const;
    [[nodiscard]] bool is_bar_shown() const;
    [[nodiscard]] std::string bar(int columns);
    [[nodiscard]] CastTime position();
    [[nodiscard]] CastTime duration() const;
    void say(std::string message);
    void finish();
    void fail(const Error& why);

    PlayerOptions options_;
    Handlers handlers_;
    Timer play_timer_;
    Timer work_timer_;
    Timer clock_timer_;

    std::optional<CastFeed> feed_;
    std::optional<FdWatch> feed_watch_; ///< as long as more may come
    CastSource source_;                 ///< for further readers
    CastPlayer player_;
    IndexFile index_;
    Playback playback_;
    std::optional<CastTime> begin_at_; ///< the moment that was asked for at the start, until it is found
    std::optional<CastTime> wanted_;   ///< where to go as soon as the index is as far
    std::optional<CastTime> going_to_; ///< where the player is being sought to
    int steps_ = 0;                    ///< to be taken, after that
    bool at_end_ = false;

    std::optional<std::string> search_text_; ///< being typed
    std::optional<ScreenSearch> search_;
    std::optional<CastPlayer> searcher_; ///< while it looks
    CastTime search_from_{};             ///< where it began to
    bool is_searcher_there_ = false;     ///< it has come to where it begins
    bool has_wrapped_ = false;           ///< and went on from the recording's beginning
    std::vector<CastTime> found_;

    std::optional<std::size_t> chosen_marker_; ///< while they are listed
    bool is_help_shown_ = false;
    Corner corner_;
    bool panned_ = false;
    std::string message_;
    Clock::time_point touched_{}; ///< when a key was typed last

    std::optional<Error> failed_;
    bool has_begun_ = false;
    bool over_ = false;
    DeferredTask end_feed_;
};

} // namespace cleat
