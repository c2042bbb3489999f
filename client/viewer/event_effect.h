#pragma once

#include "common/wire/messages.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace cleat {

/// Conditions that decide what an event of a session can do to the user's terminal now.
struct TerminalRights {
    bool has_clipboard = false;     ///< the terminal has a clipboard, and the server may set it
    bool may_ask_clipboard = false; ///< the server may query its contents, too
    Role role = Role::observer;     ///< the client's role: only a controller gets clipboards and warnings
    std::size_t pending = 0;        ///< bytes that the terminal has not taken
};

/// The effect of an event on the user's terminal.
struct EventEffect {
    std::string bytes;           ///< for the terminal
    std::string notice;          ///< for the user
    bool asks_clipboard = false; ///< the bytes query the clipboard, so a reply is expected

    bool operator==(const EventEffect&) const = default;
};

/// Bytes of pending output beyond which bells are dropped. The limit for clipboards, whose loss matters, is higher.
inline constexpr std::size_t MAX_BEFORE_BELL = 64U << 10;
inline constexpr std::size_t MAX_BEFORE_CLIPBOARD = 1U << 20;

[[nodiscard]] EventEffect effect_of(const Happened& event, const TerminalRights& rights);

/// The clipboard that the terminal sent, for the program that queried it; empty if it does not fit in a frame.
[[nodiscard]] Clipboard lent_clipboard(const std::string& data);

} // namespace cleat
