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
    part, ///< a tenth, of the digit
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

/// Takes the first key off typed bytes, which are not empty, arrows in either mode; nothing where it does nothing here.
[[nodiscard]] std::optional<PlayerPress> take_player_key(std::string_view& typed);

/// What the last key leads to: out of the program, or to the session whose past is played.
enum class PlayerExit : std::uint8_t { quit, live };

/// What the keys do, first what is looked for first: `space pause`, ASCII.
[[nodiscard]] std::vector<std::string> player_help(PlayerExit exit);

} // namespace cleat
