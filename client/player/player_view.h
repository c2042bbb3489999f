#pragma once

#include "client/keys/key_reader.h"
#include "client/tty/job_control.h"
#include "client/tty/tty.h"
#include "common/event/loop.h"
#include "common/player/player_deck.h"
#include "common/render/painter.h"

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// A recording on the user's terminal. Takes the terminal over when there is a header, and has given it back when `run`
/// returns.
class PlayerView {
 public:
    /// `feed` is the pipe that `source` comes through, if it does.
    PlayerView(Tty tty, Capabilities capabilities, CastSource source, IndexFile index, std::optional<CastFeed> feed,
               const PlayerOptions& options);

    /// Runs until the user has had enough, and gives what was wrong with the recording, in words; or nothing. An error
    /// where it is no recording.
    Result<std::string> run();

 private:
    void take_over(const std::string& first);
    void give_back();
    void stop();
    void resume();
    void on_tty(FdWatch::Ready ready);
    void flush_output();
    void handle_keys(const std::vector<KeyEvent>& events);
    void changed();
    void paint();
    void resized();
    void finish();

    Loop loop_;
    Tty tty_;
    JobControl job_;
    FdWatch tty_watch_;
    Painter painter_;
    KeyReader keys_{std::nullopt};
    Timer key_timer_;
    Timer paint_timer_;
    SignalWatch on_winch_;
    SignalWatch on_term_;
    SignalWatch on_hup_;
    SignalWatch on_int_;
    PlayerDeck deck_;
    std::string output_; ///< one frame at most
    Clock::time_point painted_{};
    std::optional<Error> failed_;
    bool is_given_back_ = false; ///< the terminal, while the process is stopped
    bool over_ = false;
};

} // namespace cleat
