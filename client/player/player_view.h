#pragma once

#include "client/tty/full_screen.h"
#include "common/player/player.h"

#include <string>
#include <vector>

namespace cleat {

/// Plays a recording on the user's terminal. Takes the terminal over once the header was read, and has restored it when
/// `run` returns.
class PlayerView {
 public:
    /// `feed` is the pipe that `source` is read through, if any.
    PlayerView(Tty tty, Capabilities capabilities, CastSource source, IndexFile index, std::optional<CastFeed> feed,
               const PlayerOptions& options);

    /// Runs until the user quits. Returns a description of damage in the recording, empty if there was none. An error
    /// if it is not a recording.
    Result<std::string> run();

 private:
    void handle_keys(const std::vector<KeyEvent>& events);

    Loop loop_;
    FullScreen screen_;
    Player player_;
};

} // namespace cleat
