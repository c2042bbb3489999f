#pragma once

#include "client/keys/probe.h"

#include <string>
#include <variant>

namespace cleat {

/// Keys, as their bytes: for the program.
struct TypedEvent {
    std::string bytes;
    bool operator==(const TypedEvent&) const = default;
};

/// A piece of a paste, without its frame (DEC mode 2004). `begin` and `end` are set on the first and the last piece.
struct PastedEvent {
    std::string text;
    bool begin = false;
    bool end = false;
    bool operator==(const PastedEvent&) const = default;
};

/// The terminal got or lost the focus (DEC mode 1004).
struct FocusEvent {
    bool focused = false;
    bool operator==(const FocusEvent&) const = default;
};

/// A mouse report, in whatever encoding it came.
struct MouseEvent {
    std::string bytes;
    bool operator==(const MouseEvent&) const = default;
};

/// The escape key, then this character (ASCII, printable). `bytes` are both keys, for a client that does not know the
/// command and passes them on.
struct CommandEvent {
    char letter = 0;
    std::string bytes;
    bool operator==(const CommandEvent&) const = default;
};

/// An arrow after the escape key, or after another such arrow, where there is something to move over: by rows and
/// columns, each -1, 0 or 1.
struct PanEvent {
    int rows = 0;
    int columns = 0;
    bool operator==(const PanEvent&) const = default;
};

/// The first key after those arrows. What it types follows, unless it is a lone ESC.
struct PanEndEvent {
    bool operator==(const PanEndEvent&) const = default;
};

/// The terminal's answer to one of the client's own questions.
struct ReplyEvent {
    ProbeReply reply;
    bool operator==(const ReplyEvent&) const = default;
};

using KeyEvent =
    std::variant<TypedEvent, PastedEvent, FocusEvent, MouseEvent, CommandEvent, PanEvent, PanEndEvent, ReplyEvent>;

} // namespace cleat
