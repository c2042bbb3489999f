#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// What a key does in the player.
enum class PlayerKey : std::uint8_t {
    pause,
    step,
    back,
    forward,
    far_back,
    far_forward,
    slower,
    faster,
    previous_marker,
    next_marker,
    markers,
    search,
    next_match,
    previous_match,
    begin,
    end,
    part, ///< to `digit` tenths of the recording
    loop,
    pan_up,
    pan_down,
    pan_left,
    pan_right,
    follow,
    help,
    enter,
    cancel,
    quit,
};

/// A key that was typed.
struct PlayerPress {
    PlayerKey key = PlayerKey::pause;
    int digit = 0; ///< of `part`

    bool operator==(const PlayerPress&) const = default;
};

/// Removes the first key from `typed`, which must not be empty; recognises the arrow keys of both cursor key modes.
/// Nothing if the key has no function here.
[[nodiscard]] std::optional<PlayerPress> take_player_key(std::string_view& typed);

/// What quitting leads to: the end of the program, or the live session whose recent history is played.
enum class PlayerExit : std::uint8_t { quit, live };

/// The keys and what they do, most useful first, in ASCII: `space pause`.
[[nodiscard]] std::vector<std::string> player_help(PlayerExit exit);

} // namespace cleat
