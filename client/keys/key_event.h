#pragma once

#include "client/keys/probe.h"

#include <string>
#include <variant>

namespace cleat {

/// Keys for the program, as bytes.
struct TypedEvent {
    std::string bytes;
    bool operator==(const TypedEvent&) const = default;
};

/// A piece of a paste, without its brackets (DEC mode 2004). `begin` and `end` are set on the first and last piece.
struct PastedEvent {
    std::string text;
    bool begin = false;
    bool end = false;
    bool operator==(const PastedEvent&) const = default;
};

/// The terminal gained or lost focus (DEC mode 1004).
struct FocusEvent {
    bool focused = false;
    bool operator==(const FocusEvent&) const = default;
};

/// A mouse report, in the encoding in which the terminal sent it.
struct MouseEvent {
    std::string bytes;
    bool operator==(const MouseEvent&) const = default;
};

/// The escape key followed by this printable ASCII character. `bytes` holds both keys, for a client that does not know
/// the command and passes them on.
struct CommandEvent {
    char letter = 0;
    std::string bytes;
    bool operator==(const CommandEvent&) const = default;
};

/// An arrow key after the escape key, or after another such arrow, while the window can be panned: a move by rows and
/// columns, each -1, 0 or 1.
struct PanEvent {
    int rows = 0;
    int columns = 0;
    bool operator==(const PanEvent&) const = default;
};

/// Panning ended: another key was pressed. That key's event follows, unless it is a lone ESC.
struct PanEndEvent {
    bool operator==(const PanEndEvent&) const = default;
};

/// A terminal reply, including one that the client did not ask for (`StrayReply`).
struct ReplyEvent {
    ProbeReply reply;
    bool operator==(const ReplyEvent&) const = default;
};

using KeyEvent =
    std::variant<TypedEvent, PastedEvent, FocusEvent, MouseEvent, CommandEvent, PanEvent, PanEndEvent, ReplyEvent>;

} // namespace cleat
