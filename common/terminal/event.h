#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// BEL.
struct BellEvent {
    bool operator==(const BellEvent&) const = default;
};

/// OSC 52 set: `selection` is the parameter ("c", "p", ...), `data` the decoded bytes.
struct ClipboardEvent {
    std::string selection;
    std::string data;
    bool operator==(const ClipboardEvent&) const = default;
};

/// OSC 52 set whose data was dropped because it was longer than `Scanner::LONGEST_CLIPBOARD`.
struct ClipboardTooLongEvent {
    bool operator==(const ClipboardTooLongEvent&) const = default;
};

/// OSC 52 query: the program waits for `clipboard_reply`.
struct ClipboardQueryEvent {
    std::string selection;
    std::string terminator; ///< BEL or ST, as in the query
    bool operator==(const ClipboardQueryEvent&) const = default;
};

/// The reply to a clipboard query; without data if the program must not read the clipboard, or if it is empty.
[[nodiscard]] std::string clipboard_reply(const ClipboardQueryEvent& query, std::string_view data);

/// OSC 9, 99, 777.
struct NotificationEvent {
    std::string title;
    std::string body;
    bool operator==(const NotificationEvent&) const = default;
};

/// OSC 133: `kind` is A, B, C or D; D can carry the command's exit status.
struct PromptEvent {
    char kind = 'A';
    std::optional<int> status;
    bool operator==(const PromptEvent&) const = default;
};

using TerminalEvent =
    std::variant<BellEvent, ClipboardEvent, ClipboardQueryEvent, NotificationEvent, PromptEvent, ClipboardTooLongEvent>;

} // namespace cleat
