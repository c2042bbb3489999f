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

/// Writing on the user's terminal: collects bytes, and knows the cursor and the pen that they leave behind. What the
/// cells show is the `Sheet`'s business. The terminal has autowrap on, and neither margins, origin nor insert mode.
class Canvas {
 public:
    explicit Canvas(Capabilities capabilities) : capabilities_(std::move(capabilities)) {}

    [[nodiscard]] const Capabilities& capabilities() const { return capabilities_; }
    void set_capabilities(Capabilities capabilities) { capabilities_ = std::move(capabilities); }
    [[nodiscard]] Size size() const { return size_; }
    /// The terminal has this size now, and the cursor is anywhere.
    void resize(Size size);

    /// The bytes so far. What is added directly must neither move the cursor nor change the pen, or be followed by the
    /// `forget` that fits.
    [[nodiscard]] std::string& out() { return out_; }
    /// The bytes so far; there are none afterwards.
    [[nodiscard]] std::string take();

    /// Where the cursor is, if that is sure.
    [[nodiscard]] const std::optional<CursorPosition>& position() const { return position_; }
    void forget_position()
    {
        position_.reset();
        apparent_.reset();
    }
    /// Where the cursor is in a stretch or at its end, by the columns that the terminal gave to that: in those of the
    /// session. Null where it is elsewhere.
    [[nodiscard]] std::optional<CursorPosition> apparent() const { return position_ ? std::nullopt : apparent_; }
    /// Moves the cursor along the row in which it is by those columns.
    void move_apparently(int column);
    /// The cursor went there by bytes added directly.
    void set_position(CursorPosition position) { position_ = position; }
    /// From now on moves name row and column, for lines on which distances are not what they seem (DECDWL).
    void move_absolutely(bool absolutely) { absolutely_ = absolutely; }
    void move_to(int row, int column);

    [[nodiscard]] Brush& brush() { return brush_; }
    void use_default_brush() { brush_.become_default(out_); }

    /// Writes the glyph of that cell of `row` where the cursor is. A cell that is no glyph, or half of one, is a space.
    /// At the right margin it leaves a pending wrap; after one it goes to the next line, and at the bottom scrolls.
    void write(const Row& row, int column);
    /// Writes a run of glyphs that the terminal may think of another width, or not draw, where the cursor is: onto
    /// blanks, without a move between them, and kept from wrapping. The cursor is anywhere in the line afterwards.
    void write_run(const Row& row, const UncertainRun& run);
    /// Writes a stretch where the cursor is, onto blanks, without a move in it. The cursor is apparently at its end.
    void write_stretch(const Row& row, const Stretch& stretch);
    /// Blanks the cells of that run from the cursor on, and leaves the cursor where it is.
    void blank(const Row& row, const UncertainRun& run);
    /// Writes a space of the default style in the same way.
    void write_space();
    /// Writes a double-width space with that style of `row`'s dictionary, for a wrap before a glyph that does not fit.
    void write_wide_space(const Row& row, StyleId style);
    /// Whether cells can be erased to that style of `row`'s dictionary: its background is the default, or there is
    /// `bce`.
    [[nodiscard]] bool can_erase(const Row& row, StyleId style) const;
    /// Empties `count` cells from the cursor on, with that style; where the terminal cannot, writes spaces.
    void erase(const Row& row, StyleId style, int count);
    /// Empties the cells from the cursor to the right margin (EL, ECMA-48 8.3.41). For styles that `can_erase`.
    void erase_line_end(const Row& row, StyleId style);
    void erase_line_end();
    /// Turns off what writing turned on.
    void put_back() { set_clustering(false); }
    /// One new blank row at the bottom; the top one goes to the terminal's history. The cursor is at the new one's
    /// left.
    void scroll();
    /// Moves the rows `top` to `bottom` up by `by` (down, where negative); blank ones come in. For `scroll_regions`.
    void scroll_region(int top, int bottom, int by);

 private:
    /// Of a glyph: all of it, what no terminal draws over the glyph after it, the base of its cluster.
    enum class Part : std::uint8_t { all, separate, base };
    void write_glyph(const Row& row, int column, Part part);
    void blank_cells(const Row& row, int begin, int end, StyleId style);
    void write_before_again(const Row& row, CursorPosition margin);
    [[nodiscard]] bool separates(const Row& row, int column) const;
    void set_clustering(bool on);
    void advance(int width, bool certain);

    Capabilities capabilities_;
    Size size_;
    std::string out_;
    std::optional<CursorPosition> position_;
    std::optional<CursorPosition> apparent_; ///< where there is no position
    Brush brush_;
    bool absolutely_ = false;
    bool clustering_ = false; ///< DEC mode 2027 is on
};

} // namespace cleat
