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

/// OSC 52 set, with more than `Scanner::LONGEST_CLIPBOARD`: it is dropped.
struct ClipboardTooLongEvent {
    bool operator==(const ClipboardTooLongEvent&) const = default;
};

/// OSC 52 query: the program waits for `clipboard_reply`.
struct ClipboardQueryEvent {
    std::string selection;
    std::string terminator; ///< as the query was ended: BEL or ST
    bool operator==(const ClipboardQueryEvent&) const = default;
};

/// What a program that asked for the clipboard is answered; no data where it may not know, or there is none.
[[nodiscard]] std::string clipboard_reply(const ClipboardQueryEvent& query, std::string_view data);

/// OSC 9, 99, 777.
struct NotificationEvent {
    std::string title;
    std::string body;
    bool operator==(const NotificationEvent&) const = default;
};

/// OSC 133: `kind` is A, B, C or D; D may carry the command's exit status.
struct PromptEvent {
    char kind = 'A';
    std::optional<int> status;
    bool operator==(const PromptEvent&) const = default;
};

using TerminalEvent =
    std::variant<BellEvent, ClipboardEvent, ClipboardQueryEvent, NotificationEvent, PromptEvent, ClipboardTooLongEvent>;

} // namespace cleat
