#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/libvterm_grid.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// Writes output whose meaning our terminal and libvterm agree on to three terminals, and compares what they show: our
/// terminal, our terminal fed byte by byte, and libvterm with a plain grid. Text of every width, renditions, movement,
/// erasing and editing, margins, modes, charsets, double-width lines.
///
/// Where libvterm 0.1.4 differs from xterm, which we follow, the output avoids the difference, or libvterm is fed an
/// equivalent that it treats as we do. All such cases, by their functions in the code:
///
/// - `end_pending_wrap`: in libvterm a pending wrap survives whatever does not move its cursor. Ours is ended by
///   everything that moves, edits or erases.
/// - `standing`: after a double-width glyph at the end of a line, libvterm's cursor is on its first half, ours on its
///   second. So there are no tabs there.
/// - `leave_cell`: when a double-width glyph does not fit at the end of a line, libvterm leaves the cell there
///   unchanged. We empty it, so that joined lines have nothing there.
/// - `vertical`: in libvterm CUU, CUD, CNL and CPL cross the margins. Ours stop there if they started inside.
/// - `edit_lines`: in libvterm IL and DL keep the cursor's column. Ours move it to the left margin, like DEC terminals.
/// - `edit_columns`: in libvterm ICH and DCH shift only between the margins; ours work in any row.
/// - `sideways`: with left and right margins, libvterm wraps, returns and feeds lines as if there were none. So no text
///   is written then.
/// - `text`: without autowrap libvterm still wraps a double-width glyph that does not fit, and in insert mode makes
///   room for half of it, so none are written then. Also left out: characters of no width, which libvterm adds to the
///   previous glyph only in some cases, ours always; characters that Unicode has widened since libvterm's tables; and
///   `_`, `y` and `z`, which are other line drawing characters in libvterm.
/// - `change_line_size`: in libvterm rows that scroll in have the size of the rows that they replace, and the cursor
///   cannot be right of a row's middle. So nothing scrolls while there are double-width lines, and the cursor stays
///   left of the middle.
/// - REP, DECALN, DECSC and resets are left out: they differ.
class CommonGround {
 public:
    /// Returns a number from the first argument to the second.
    using Choose = std::function<int(int, int)>;

    CommonGround(Size size, Choose choose);

    /// Writes some random output.
    void step();
    /// Describes a difference between the terminals; empty if there is none.
    [[nodiscard]] std::string difference() const;

 private:
    void one();
    void text();
    void control();
    void move();
    void vertical();
    void erase();
    void edit_columns();
    void edit_lines();
    void scroll();
    void rendition();
    void margins();
    void mode();
    void charset();
    void tabs();
    void protection();
    void sideways();
    void change_line_size();

    void both(std::string_view bytes);
    void ours_only(std::string_view bytes);
    void end_pending_wrap();
    [[nodiscard]] int standing(int column) const;
    void leave_cell(bool wide);
    void keep_left_of_middle();
    [[nodiscard]] Cursor cursor() const;
    [[nodiscard]] bool is_between_margins(int row) const { return row >= top_ && row <= bottom_; }
    [[nodiscard]] bool has_room_below() const;
    [[nodiscard]] int usable_columns() const;
    [[nodiscard]] bool chance(int in) { return choose_(1, in) == 1; }
    [[nodiscard]] std::string number(int most);
    [[nodiscard]] std::string_view one_of(const std::vector<std::string_view>& choices);

    Size size_;
    Choose choose_;
    Terminal ours_;
    Terminal by_bytes_;
    LibvtermGrid theirs_;
    std::string piece_; ///< not fed to `ours_` yet
    int top_ = 0;
    int bottom_;
    bool insert_ = false;
    bool autowrap_ = true;
    bool has_double_width_ = false;
    std::string written_;
    std::string odd_; ///< a difference found while writing
};

} // namespace cleat::test
