#pragma once

#include "common/model/colour.h"
#include "common/model/palette.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// Queries to the user's terminal, sent once when the client takes it over: colours (OSC 10, 11, 12, and OSC 4 for the
/// first sixteen), kitty keyboard protocol, synchronised output and grapheme clusters (DECRQM 2026, 2027), cell size
/// (XTWINOPS 16), and finally DA1: every terminal answers it, so its reply shows that no other will come. Only for
/// terminals of the xterm kind. Nothing waits for the replies.
inline constexpr std::string_view PROBE =
    "\x1b]10;?\x1b\\\x1b]11;?\x1b\\\x1b]12;?\x1b\\"
    "\x1b]4;0;?;1;?;2;?;3;?;4;?;5;?;6;?;7;?;8;?;9;?;10;?;11;?;12;?;13;?;14;?;15;?\x1b\\"
    "\x1b[?u\x1b[?2026$p\x1b[?2027$p\x1b[16t\x1b[c";
/// The query for the cursor's shape (DECRQSS of DECSCUSR), sent before `PROBE`: only to terminals that parse DCS.
inline constexpr std::string_view CURSOR_PROBE = "\x1bP$q q\x1b\\";

/// OSC 10, 11, 12.
struct ColourReply {
    DynamicColour which = DynamicColour::foreground;
    Colour colour;
    bool operator==(const ColourReply&) const = default;
};

/// OSC 4: one of the 256 palette colours.
struct PaletteReply {
    int index = 0;
    Colour colour;
    bool operator==(const PaletteReply&) const = default;
};

/// DECRQSS of DECSCUSR: the cursor's shape, as that command's parameter.
struct CursorReply {
    int style = 0;
    bool operator==(const CursorReply&) const = default;
};

/// CSI ? flags u: the terminal knows the kitty keyboard protocol.
struct KeyboardReply {
    int flags = 0;
    bool operator==(const KeyboardReply&) const = default;
};

/// DECRPM: 1 set, 2 reset, 3 permanently set, 4 permanently reset, 0 not recognised.
struct ModeReply {
    int mode = 0;
    int value = 0;
    bool operator==(const ModeReply&) const = default;
};

/// XTWINOPS 16: the size of a cell in pixels.
struct CellSizeReply {
    int height = 0;
    int width = 0;
    bool operator==(const CellSizeReply&) const = default;
};

/// OSC 52: the contents of the clipboard. Not part of the probe: the reply to a query by the session's program.
struct ClipboardReply {
    std::string data;
    bool operator==(const ClipboardReply&) const = default;
};

/// DA1: the last reply.
struct LastReply {
    bool operator==(const LastReply&) const = default;
};

/// A reply to a query that the client does not send (client/keys/answer.h), to be discarded.
struct StrayReply {
    bool operator==(const StrayReply&) const = default;
};

using ProbeReply = std::variant<ColourReply, PaletteReply, CursorReply, KeyboardReply, ModeReply, CellSizeReply,
                                ClipboardReply, LastReply, StrayReply>;

/// Parses a complete sequence, from ESC to its end, as a reply; nothing if it is not one. No key sends such sequences,
/// so they are replies whenever they arrive.
[[nodiscard]] std::optional<ProbeReply> parse_reply(std::string_view sequence);

} // namespace cleat
