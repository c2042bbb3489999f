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

/// The player of one recording: takes keys and produces pages for a terminal of any size. Does no terminal input or
/// output itself. If there is no complete index, it builds one while it plays.
class Player {
 public:
    struct Handlers {
        /// The header was read: from now on there are pages.
        std::function<void()> on_header;
        /// The page has changed. Called often; the owner redraws at its own pace.
        std::function<void()> on_changed;
        /// The user quit, playback has finished, or the recording is unreadable. Must not destroy the player.
        std::function<void()> on_over;
    };

    /// `feed` is the pipe that `source` is read from, if there is one. The loop is borrowed for this object's lifetime.
    Player(Loop& loop, CastSource source, IndexFile index, std::optional<CastFeed> feed, PlayerOptions options,
           Handlers handlers);

    /// Starts as soon as the header is available. An error if there is none and none can arrive.
    Result<void> begin();
    /// Handles keys, as sent by a terminal with no modes set. `keys` must not end within a key.
    void type(std::string_view keys);
    /// Pauses until `resume`: the process is about to stop.
    void suspend() { transport_.suspend(); }
    void resume() { transport_.resume(); }
    /// What a terminal of that size shows now: as much of the screen as fits, and the bar.
    [[nodiscard]] Screen page(Size terminal);
    /// Describes the damage found in the recording so far; empty if there is none. An error if this is not
    /// a recording or the start position is beyond its end.
    [[nodiscard]] Result<std::string> damage() const;

 private:
    enum class Stage : std::uint8_t { waiting, begun, over };

    void begin_playing();
    void on_feed(const Result<bool>& more);
    void handle(const PlayerPress& press);
    void cancel();
    void search_for(const std::string& text);
    void continue_search();
    void go_to_marker(MarkerDirection direction);
    void schedule_work();
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

    std::optional<WatchedFeed> feed_; ///< while more may arrive
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
