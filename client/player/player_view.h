#pragma once

#include "client/tty/full_screen.h"
#include "common/player/player_deck.h"

#include <string>
#include <vector>

namespace cleat {

/// A recording on the user's terminal. Takes the terminal over when there is a header, and has restored it when `run`
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
    void handle_keys(const std::vector<KeyEvent>& events);

    Loop loop_;
    FullScreen screen_;
    PlayerDeck deck_;
};

} // namespace cleat
