#pragma once

#include "client/keys/key_reader.h"
#include "client/player/cast_feed.h"
#include "client/player/player_key.h"
#include "client/render/painter.h"
#include "client/tty/tty.h"
#include "common/event/loop.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"
#include "common/recording/playback.h"
#include "common/recording/screen_search.h"

#include <optional>
#include <string>
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
};

/// A recording on the user's terminal. Takes the terminal over when there is a header, and has given it back when `run`
/// returns. The index is made as it plays, where it is not there.
class PlayerView {
 public:
    /// `feed` is the pipe that `source` comes through, if it does.
    PlayerView(Tty tty, Capabilities capabilities, CastSource source, IndexFile index, std::optional<CastFeed> feed,
               const PlayerOptions& options);

    /// Runs until the user has had enough, and gives what was wrong with the recording, in words; or nothing. An error
    /// where it is no recording.
    Result<std::string> run();

 private:
    void begin();
    void on_feed();
    void on_tty(FdWatch::Ready ready);
    void flush_output();
    void handle_keys(const std::vector<KeyEvent>& events);
    void handle_any(const PlayerPress& press);
    void handle(const PlayerPress& press);
    void handle_in_list(const PlayerPress& press);
    void take_search_text(std::string_view& typed);
    void search_for(const std::string& text);
    void pan(int rows, int columns);

    void play_on();
    void reach_end();
    void step();
    void go_to(CastTime time);
    void seek_now(CastTime time);
    void go_to_marker(int direction);
    void set_paused(bool paused);

    void start_search();
    void search_on();
    void end_search(const std::string& message);
    void work();
    void work_on_index(Clock::time_point until);

    void changed();
    void paint();
    [[nodiscard]] bool is_bar_shown() const;
    [[nodiscard]] std::string bar();
    [[nodiscard]] CastTime duration() const;
    void say(std::string message);
    void resized();
    void finish();
    void fail(const Error& why);

    Loop loop_;
    PlayerOptions options_;
    Tty tty_;
    FdWatch tty_watch_;
    Painter painter_;
    KeyReader keys_{std::nullopt};
    Timer key_timer_;
    Timer paint_timer_;
    Timer play_timer_;
    Timer work_timer_;
    SignalWatch on_winch_;
    SignalWatch on_term_;
    SignalWatch on_hup_;
    SignalWatch on_int_;

    std::optional<CastFeed> feed_;
    std::optional<FdWatch> feed_watch_; ///< as long as more may come
    CastSource source_;                 ///< for further readers
    CastPlayer player_;
    IndexFile index_;
    Playback playback_;
    std::optional<CastTime> wanted_; ///< where to go as soon as the index is as far
    bool at_end_ = false;

    std::optional<std::string> search_text_; ///< being typed
    std::optional<ScreenSearch> search_;
    std::optional<CastPlayer> searcher_; ///< while it looks
    std::vector<CastTime> found_;

    std::optional<std::size_t> chosen_marker_; ///< while they are listed
    Corner corner_;
    bool panned_ = false;
    std::string message_;
    Clock::time_point touched_{}; ///< when a key was typed last

    std::string output_; ///< one frame at most
    Clock::time_point painted_{};
    std::optional<Error> failed_;
    bool over_ = false;
};

} // namespace cleat
