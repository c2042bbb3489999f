#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/libvterm_grid.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// Writes what we and libvterm have one opinion of to three terminals, and tells whether they show the same: our
/// terminal, our terminal fed by the byte, and libvterm with a plain grid. Text of every width, renditions, movement,
/// erasing and editing, margins, modes, charsets, lines of double width.
///
/// Where libvterm 0.1.4 does something else than xterm, which we follow, it is not asked, or told it in words that it
/// takes as we do. All such places, by what they are called in the code:
///
/// - `end_pending_wrap`: a pending wrap outlives what does not move libvterm's cursor. Ours ends by everything that
///   moves, edits or erases.
/// - `standing`: after a double-width glyph at the end of a line the cursor is on its first half. Ours is on its
/// second.
///   So no tabs are asked for there.
/// - `leave_cell`: when a double-width glyph does not fit at the end of a line, the cell there keeps what was in it. We
///   empty it, so that who joins the lines knows that nothing is there.
/// - `vertical`: CUU, CUD, CNL and CPL pass the margins. Ours stop there, if they began inside.
/// - `edit_lines`: IL and DL leave the cursor's column alone. Ours put it to the left margin, as DEC's terminals did.
/// - `edit_columns`: nothing but between the margins is shifted by ICH and DCH; ours are done in any row.
/// - `sideways`: with left and right margins libvterm wraps, returns and feeds lines as if there were none. So there is
///   no text then.
/// - `text`: without autowrap libvterm still wraps a double-width glyph that does not fit, and in insert mode makes
/// room
///   for half of it. There are none then. Nor is there anything that takes no column, which libvterm puts to the glyph
///   before in some cases, ours in all; nor what Unicode has widened since its tables were made; nor `_`, `y` and `z`,
///   which are other graphics with it.
/// - `change_line_size`: rows that scroll in have the size of those that were there, and the cursor cannot be right of
/// a
///   row's middle. So nothing scrolls while there are lines of double width, and the cursor is kept left of the middle.
/// - REP, DECALN, DECSC and resets are none of libvterm's business with us, and other with it.
class CommonGround {
 public:
    /// Gives a number from the first to the second.
    using Choose = std::function<int(int, int)>;

    CommonGround(Size size, Choose choose);

    /// Writes a few things.
    void step();
    /// What is not the same now, in words; empty if nothing is.
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
    std::string piece_; ///< what `ours_` has not been fed yet
    int top_ = 0;
    int bottom_;
    bool insert_ = false;
    bool autowrap_ = true;
    bool has_double_width_ = false;
    std::string written_;
    std::string odd_; ///< a difference that was seen on the way
};

} // namespace cleat::test
