#pragma once

#include "common/model/cursor.h"
#include "common/model/modes.h"
#include "common/model/palette.h"
#include "common/model/screen.h"
#include "common/terminal/charset.h"
#include "common/terminal/margins.h"
#include "common/terminal/pen.h"
#include "common/terminal/profile.h"
#include "common/terminal/tab_stops.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The glyph that was printed last, while nothing but text came after it: what the next code point may belong to (DEC
/// mode 2027).
struct Joint {
    enum class Place : std::uint8_t { none, before_cursor, under_cursor };

    Place place = Place::none;
    // Wraps that the glyph ended by being narrow, and would not have ended had it been as wide as it may become.
    bool ended_wrap_into = false;   ///< its row
    bool ended_wrap_out_of = false; ///< its row

    bool operator==(const Joint&) const = default;
};

/// What DECSC keeps, for each of the two screens.
struct SavedCursor {
    int row = 0;
    int column = 0;
    bool pending_wrap = false;
    bool origin = false;
    Pen pen;
    Charsets charsets;

    bool operator==(const SavedCursor&) const = default;
};

/// The kitty keyboard protocol's flags of one screen: those in force, and those pushed below them. At most 8 are
/// pushed; another push forgets the oldest.
struct KeyboardStack {
    static constexpr std::size_t LIMIT = 8;

    std::uint8_t current = 0;
    std::vector<std::uint8_t> pushed;

    void push(std::uint8_t flags);
    void pop(int count);

    bool operator==(const KeyboardStack&) const = default;
};

/// What XTWINOPS 22 saved.
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

/// The primary screen as it was before the first of several resizes without output between them. Each of them is made
/// from this, so that going back to a size goes back to the same screen.
struct ResizeAnchor {
    int columns = 0;
    std::vector<std::string> rows;        ///< packed: down to the last that is not blank, from the beginning of a line
    std::uint64_t first_line = 0;         ///< number of the line that they begin with
    std::uint64_t above = 0;              ///< how many of them were in the history
    std::uint64_t blank_rows = 0;         ///< below them
    std::optional<AnchoredCursor> cursor; ///< unless the alternate screen is active
    std::optional<AnchoredCursor> saved;  ///< the primary screen's saved cursor

    bool operator==(const ResizeAnchor&) const = default;
};

/// All of a terminal but cells, history and unfinished input. A value.
struct TerminalState {
    Size size;
    Side active = Side::primary;
    Cursor cursor;
    Modes modes;
    Margins margins;
    TabStops tab_stops;
    Charsets charsets;
    Pen pen;
    std::array<std::optional<SavedCursor>, 2> saved_cursors; ///< by `Side`
    std::array<KeyboardStack, 2> keyboards;                  ///< by `Side`
    std::string title;
    std::string icon;
    std::vector<SavedTitle> saved_titles;
    Palette palette;
    std::string working_directory; ///< OSC 7
    Joint joint;
    char32_t last_character = 0; ///< what REP repeats; 0 if nothing was printed
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
