#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

using TerminalEvent = std::variant<BellEvent, ClipboardEvent, NotificationEvent, PromptEvent>;

} // namespace cleat
