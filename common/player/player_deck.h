#pragma once

#include "common/event/loop.h"
#include "common/model/screen.h"
#include "common/player/bar_notice.h"
#include "common/player/cast_feed.h"
#include "common/player/next_marker.h"
#include "common/player/panning.h"
#include "common/player/player_key.h"
#include "common/player/player_options.h"
#include "common/player/player_overlay.h"
#include "common/player/player_transport.h"
#include "common/player/recording_search.h"
#include "common/player/search_prompt.h"
#include "common/player/watched_feed.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

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
    void suspend() { transport_.suspend(); }
    void resume() { transport_.resume(); }
    /// What a terminal of that size shows now: as much of the screen as fits, and the bar.
    [[nodiscard]] Screen page(Size terminal);
    /// What was wrong with the recording so far, in words; or nothing. An error where it is none.
    [[nodiscard]] Result<std::string> damage() const;

 private:
    enum class Stage : std::uint8_t { waiting, begun, over };

    void begin_playing();
    void on_feed(const Result<bool>& more);
    void handle(const PlayerPress& press);
    void cancel();
    void search_for(const std::string& text);
    void search_on();
    void go_to_marker(MarkerDirection direction);
    void work_soon();
    void work();
    void work_on_index();

    void changed();
    [[nodiscard]] bool has_end() const { return !feed_ && exit_ == PlayerExit::quit; }
    [[nodiscard]] bool is_bar_shown() const;
    [[nodiscard]] std::string bar(int columns);
    void say(std::string message);
    void finish();
    void fail(const Error& why);

    PlayerExit exit_;
    Handlers handlers_;
    Timer work_timer_;
    Timer clock_timer_;

    std::optional<WatchedFeed> feed_; ///< as long as more may come
    CastPlayer player_;
    IndexFile index_;
    RecordingSearch search_;
    PlayerTransport transport_;

    SearchPrompt prompt_;
    PlayerOverlay overlay_;
    Panning panning_;
    BarNotice notice_;

    std::optional<Error> failed_;
    Stage stage_ = Stage::waiting;
};

} // namespace cleat
