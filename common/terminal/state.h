#pragma once

#include "common/model/cursor.h"
#include "common/model/modes.h"
#include "common/model/palette.h"
#include "common/model/screen.h"
#include "common/model/text_position.h"
#include "common/terminal/charset.h"
#include "common/terminal/margins.h"
#include "common/terminal/pen.h"
#include "common/terminal/profile.h"
#include "common/terminal/quiet_modes.h"
#include "common/terminal/tab_stops.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The glyph printed last, until a control function follows: the next code point may belong to its cluster (DEC mode
/// 2027).
struct Joint {
    enum class Place : std::uint8_t { none, before_cursor, under_cursor };

    Place place = Place::none;
    // Wraps that the glyph ended because it is narrow, and would not have ended if it were as wide as it may become.
    bool ended_wrap_into = false;   ///< the wrap into its row
    bool ended_wrap_out_of = false; ///< the wrap from its row into the next

    bool operator==(const Joint&) const = default;
};

/// The state saved by DECSC, for each of the two screens.
struct SavedCursor {
    int row = 0;
    int column = 0;
    bool pending_wrap = false;
    bool origin = false;
    Pen pen;
    Charsets charsets;

    bool operator==(const SavedCursor&) const = default;
};

/// The kitty keyboard protocol's flags of one screen: the current ones, and those pushed below them. At most 8 are
/// pushed; another push drops the oldest.
struct KeyboardStack {
    static constexpr std::size_t LIMIT = 8;

    std::uint8_t current = 0;
    std::vector<std::uint8_t> pushed;

    void push(std::uint8_t flags);
    void pop(int count);

    bool operator==(const KeyboardStack&) const = default;
};

/// The titles saved by XTWINOPS 22.
struct SavedTitle {
    std::string title;
    std::string icon;

    bool operator==(const SavedTitle&) const = default;
};

/// A cursor among the rows of a `ResizeAnchor`.
struct AnchoredCursor {
    std::uint64_t row = 0;
    int column = 0;
    bool pending_wrap = false;

    bool operator==(const AnchoredCursor&) const = default;
};

/// The primary screen before the first of several resizes without output between them. Each resize starts from it, so
/// that going back to a size goes back to the same screen.
struct ResizeAnchor {
    int columns = 0;
    std::vector<std::string> rows; ///< packed: from the start of a line down to the last row that is not blank
    std::uint64_t first_line = 0;  ///< number of the line that starts with the first of `rows`
    std::uint64_t above = 0;       ///< how many of `rows` were in the history
    std::uint64_t blank_rows = 0;  ///< number of blank rows below `rows`
    TextPosition left;             ///< the text before this was in the history at some time since the first resize
    std::optional<AnchoredCursor> cursor; ///< nothing while the alternate screen is active
    std::optional<AnchoredCursor> saved;  ///< the primary screen's saved cursor

    bool operator==(const ResizeAnchor&) const = default;
};

/// Which erase functions spare protected characters: the functions that belong to DECSCA (`selective`: DECSED, DECSEL,
/// DECSERA), or those that belong to ISO 6429's SPA and EPA (`areas`: ED, EL, ECH). Set by whichever was used last.
enum class Protection : std::uint8_t { selective, areas };

/// XTSMTITLE: the format in which titles are set and reported.
struct TitleModes {
    bool given_in_hex = false;
    bool reported_in_hex = false;

    bool operator==(const TitleModes&) const = default;
};

/// Numbers of OSC 5 and of the dynamic colours: keys of `TerminalState::other_colours`.
inline constexpr int SPECIAL_COLOURS = 5; ///< from 0: bold, underlined, blinking, reversed, italic
inline constexpr int LAST_DYNAMIC_COLOUR = 19;

/// DECSACE: what DECCARA and DECRARA change. The first two are the same.
enum class ChangeExtent : std::uint8_t { standard, stream, rectangle };

/// Whether a program can read back the screen (DECRQCRA) and the titles (XTWINOPS 20, 21). Refused except for
/// conformance tests: the reply is typed into the program, and another program or user may have written the text.
enum class Readback : std::uint8_t { refused, allowed };

/// All of a terminal except cells, history and unfinished input. A value.
struct TerminalState {
    static constexpr int HIGHEST_LEVEL = 5;
    static constexpr int USUAL_LEVEL = 4;

    Size size;
    Side active = Side::primary;
    Cursor cursor;
    Modes modes;
    QuietModes quiet_modes;
    Margins margins;
    int level = USUAL_LEVEL;         ///< DECSCL: a VT100 is 1, a VT220 2, a VT420 4
    std::map<int, bool> saved_modes; ///< XTSAVE, by DEC private mode number
    TabStops tab_stops;
    Charsets charsets;
    Pen pen;
    std::array<std::optional<SavedCursor>, 2> saved_cursors; ///< by `Side`
    std::array<KeyboardStack, 2> keyboards;                  ///< by `Side`
    std::string title;
    std::string icon;
    std::vector<SavedTitle> saved_titles;
    Palette palette;
    /// Colours that are not drawn here: OSC 5 by number, 0 to 4, and OSC 13 to 19 by number.
    std::map<int, Colour> other_colours;
    std::string working_directory; ///< OSC 7
    Joint joint;
    Protection protection = Protection::selective;
    ChangeExtent change_extent = ChangeExtent::standard;
    TitleModes title_modes;
    Readback readback = Readback::refused;
    char32_t last_character = 0; ///< the character that REP repeats; 0 if none was printed
    TerminalProfile profile;
    std::uint64_t offset = 0;
    std::uint64_t rows_scrolled = 0;
    std::optional<ResizeAnchor> anchor;

    explicit TerminalState(Size s = {}) : size(s), margins(Margins::whole(s)), tab_stops(s.columns) {}

    [[nodiscard]] std::optional<SavedCursor>& saved(Side side) { return saved_cursors[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const std::optional<SavedCursor>& saved(Side side) const
    {
        return saved_cursors[static_cast<std::size_t>(side)];
    }
    [[nodiscard]] KeyboardStack& keyboard() { return keyboards[static_cast<std::size_t>(active)]; }

    bool operator==(const TerminalState&) const = default;
};

} // namespace cleat
