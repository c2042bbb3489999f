#pragma once

#include "common/wire/messages.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace cleat {

/// What events of a session may do to the user's terminal at this moment.
struct TerminalRights {
    bool has_clipboard = false;     ///< the terminal has one, and the server may set it
    bool may_ask_clipboard = false; ///< the server may ask what is on it, too
    Role role = Role::observer;     ///< the client's: only a controller has a clipboard and is warned
    std::size_t pending = 0;        ///< bytes that the terminal has not taken
};

/// What becomes of an event on the user's terminal.
struct EventEffect {
    std::string bytes;           ///< for the terminal
    std::string notice;          ///< for the user
    bool asks_clipboard = false; ///< the bytes do: an answer is to be expected

    bool operator==(const EventEffect&) const = default;
};

/// Output that the terminal has not taken, beyond which bells are left out. For a clipboard, which is missed, there is
/// more room.
inline constexpr std::size_t MOST_BEFORE_BELL = 64U << 10;
inline constexpr std::size_t MOST_BEFORE_CLIPBOARD = 1U << 20;

[[nodiscard]] EventEffect effect_of(const Happened& event, const TerminalRights& rights);

/// What the terminal has answered, for the program that has asked: as much as fits into a frame, and else nothing.
[[nodiscard]] Clipboard lent_clipboard(const std::string& data);

} // namespace cleat
