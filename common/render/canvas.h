#pragma once

#include "common/model/row.h"
#include "common/model/size.h"
#include "common/render/brush.h"
#include "common/render/capabilities.h"
#include "common/render/motion.h"
#include "common/render/stretch.h"
#include "common/render/uncertain_run.h"

#include <optional>
#include <string>

namespace cleat {

/// Output to the user's terminal: collects bytes, and tracks the cursor and the pen as they are after these bytes. The
/// contents of the cells are tracked by `Sheet`. Assumes autowrap on, and no margins, origin mode or insert mode.
class Canvas {
 public:
    explicit Canvas(Capabilities capabilities) : capabilities_(std::move(capabilities)) {}

    [[nodiscard]] const Capabilities& capabilities() const { return capabilities_; }
    void set_capabilities(Capabilities capabilities) { capabilities_ = std::move(capabilities); }
    [[nodiscard]] Size size() const { return size_; }
    /// Records that the terminal now has this size and that the cursor position is unknown.
    void resize(Size size);

    /// The bytes so far. If bytes appended directly move the cursor, call `set_position` or `invalidate_position`
    /// afterwards; if they change the pen, call `Brush::invalidate`.
    [[nodiscard]] std::string& out() { return out_; }
    /// Returns the bytes so far and empties the buffer.
    [[nodiscard]] std::string take();

    /// The cursor position, if it is known for certain.
    [[nodiscard]] const std::optional<CursorPosition>& position() const { return position_; }
    void invalidate_position()
    {
        position_.reset();
        apparent_.reset();
    }
    /// The cursor position in or just after a stretch, in the session's columns, which the terminal may count
    /// differently. Null if the cursor is elsewhere.
    [[nodiscard]] std::optional<CursorPosition> apparent_position() const
    {
        return position_ ? std::nullopt : apparent_;
    }
    /// Moves the cursor within its row to `column`, counted as in `apparent_position`, with a relative move.
    void move_in_stretch(int column);
    /// Records that bytes appended directly moved the cursor to `position`.
    void set_position(CursorPosition position) { position_ = position; }
    /// Makes later moves absolute, for screens with double-width lines (DECDWL): there, terminals differ about relative
    /// moves.
    void use_absolute_moves(bool absolutely) { absolute_moves_ = absolutely; }
    void move_to(int row, int column);

    [[nodiscard]] Brush& brush() { return brush_; }
    void use_default_brush() { brush_.become_default(out_); }

    /// Writes the glyph in cell `column` of `row` at the cursor. A cell without a glyph, or with half of one, is
    /// written as a space. If the glyph ends at the right margin, a wrap is pending afterwards. If a wrap was pending
    /// before, the glyph goes to the next line; on the last line, the screen scrolls.
    void write(const Row& row, int column);
    /// Writes at the cursor a run of glyphs that the terminal may not draw, or whose width it may count differently.
    /// They are written onto blanks, without cursor moves between the glyphs, and with wrapping prevented. Leaves the
    /// cursor anywhere in the line.
    void write_run(const Row& row, const UncertainRun& run);
    /// Writes a stretch at the cursor, onto blanks and without cursor moves in it. Afterwards the cursor is at its end,
    /// as the session counts columns.
    void write_stretch(const Row& row, const Stretch& stretch);
    /// Blanks the cells of the run, which starts at the cursor, and leaves the cursor where it is.
    void blank(const Row& row, const UncertainRun& run);
    /// Writes a space in the default style at the cursor.
    void write_space();
    /// Writes a double-width space with that style of `row`'s dictionary, for a wrap before a glyph that does not fit.
    void write_wide_space(const Row& row, StyleId style);
    /// Whether cells can be erased to style `style` of `row`'s dictionary. They can if its background is the default,
    /// or if the terminal has `bce`.
    [[nodiscard]] bool can_erase(const Row& row, StyleId style) const;
    /// Empties `count` cells from the cursor on, with that style; writes spaces if the terminal cannot erase them.
    void erase(const Row& row, StyleId style, int count);
    /// Empties the cells from the cursor to the right margin (EL, ECMA-48 8.3.41). Only for styles that `can_erase`.
    void erase_line_end(const Row& row, StyleId style);
    void erase_line_end();
    /// Resets the modes that writing has set.
    void put_back() { set_clustering(false); }
    /// Scrolls in a blank row at the bottom; the top row goes to the terminal's history. Leaves the cursor at the left
    /// of the new row.
    void scroll();
    /// Moves the rows `top` to `bottom` up by `by` (down if negative); blank rows come in. Needs `scroll_regions`.
    void scroll_region(int top, int bottom, int by);

 private:
    /// The part of a glyph to write: all of it, the part that no terminal joins with the next glyph, or the base of its
    /// cluster.
    enum class Part : std::uint8_t { all, separate, base };
    void write_glyph(const Row& row, int column, Part part);
    void blank_cells(const Row& row, int begin, int end, StyleId style);
    void rewrite_before(const Row& row, CursorPosition margin);
    [[nodiscard]] bool separates(const Row& row, int column) const;
    void set_clustering(bool on);
    void advance(int width, bool certain);

    Capabilities capabilities_;
    Size size_;
    std::string out_;
    std::optional<CursorPosition> position_;
    std::optional<CursorPosition> apparent_; ///< only while `position_` is unknown
    Brush brush_;
    bool absolute_moves_ = false;
    bool clustering_ = false; ///< DEC mode 2027 is on
};

} // namespace cleat
