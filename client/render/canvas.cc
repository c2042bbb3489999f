#include "client/render/canvas.h"

#include "client/render/certainty.h"
#include "client/render/degrade.h"
#include "client/render/sequences.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace cleat {

namespace {

bool is_ascii(const Cell& cell)
{
    return cell.glyph >= 0x20 && cell.glyph < 0x7f;
}

/// Whether both halves of the glyph are there.
bool is_whole(const Row& row, int column)
{
    const auto at = static_cast<std::size_t>(column);
    const Cell& cell = row.cells[at];
    if (cell.is_empty() || cell.is_tail()) return false;
    if (row.columns() == 1) return true; // the tail has no room
    return !cell.is_wide() || (at + 1 < row.cells.size() && row.cells[at + 1].is_tail());
}

void append_glyph(const Row& row, const Cell& cell, std::string& out)
{
    std::string text;
    row.append_text(cell, text);
    const auto before = out.size();
    append_printable(out, text);
    if (out.size() == before) out += cell.is_wide() ? "  " : " ";
}

} // namespace

void Canvas::resize(Size size)
{
    size_ = size;
    position_.reset();
}

std::string Canvas::take()
{
    return std::exchange(out_, {});
}

void Canvas::move_to(int row, int column)
{
    const CursorPosition to{.row = row, .column = column};
    if (position_ == to) return;
    append_motion(out_, absolutely_ ? std::nullopt : position_, to);
    position_ = to;
}

void Canvas::write(const Row& row, int column)
{
    const Cell& cell = row.cells[static_cast<std::size_t>(column)];
    if (is_ascii(cell)) return write_to_wrap(row, column);
    // Without autowrap terminals differ about which cell a mark at the margin joins: clusters take the risk.
    const bool may_wrap = column + widest(row, cell, capabilities_.narrow_ambiguous) > size_.columns;
    erase_below(row, column);
    if (!may_wrap || cell.is_cluster() || size_.columns == 1) return write_to_wrap(row, column);
    append_private_mode(out_, 7, false);
    write_to_wrap(row, column);
    append_private_mode(out_, 7, true);
    forget_position();
}

void Canvas::write_to_wrap(const Row& row, int column)
{
    const Cell& cell = row.cells[static_cast<std::size_t>(column)];
    brush_.become(row, cell.style, capabilities_, out_);
    if (is_ascii(cell)) {
        out_ += static_cast<char>(cell.code_point());
        return advance(1, true);
    }
    if (!is_whole(row, column)) {
        out_ += ' ';
        return advance(1, true);
    }
    const bool certain = has_certain_width(row, cell, capabilities_.narrow_ambiguous);
    if ((!certain || clustering_) && capabilities_.grapheme_clusters) set_clustering(needs_clustering(row, cell));
    append_glyph(row, cell, out_);
    advance(cell.width(), certain);
}

/// Where the terminal thinks a double-width glyph narrower, what was in the second column would stay. Not at the left
/// margin, where erasing would undo a wrap from the row above.
void Canvas::erase_below(const Row& row, int column)
{
    const Cell& cell = row.cells[static_cast<std::size_t>(column)];
    if (!cell.is_wide() || has_certain_width(row, cell, capabilities_.narrow_ambiguous)) return;
    if (!capabilities_.erase_characters || !position_ || position_->column == 0) return;
    if (position_->column + 2 > size_.columns) return;
    brush_.become(row, cell.style, capabilities_, out_);
    append_csi(out_, "", {2}, "X");
}

void Canvas::set_clustering(bool on)
{
    if (clustering_ == on) return;
    append_private_mode(out_, 2027, on);
    clustering_ = on;
}

void Canvas::write_space()
{
    use_default_brush();
    out_ += ' ';
    advance(1, true);
}

void Canvas::write_wide_space(const Row& row, StyleId style)
{
    brush_.become(row, style, capabilities_, out_);
    out_ += "\u3000";
    advance(2, true);
}

bool Canvas::can_erase(const Row& row, StyleId style) const
{
    if (capabilities_.background_erase) return true;
    return degrade(row.dictionary->style(style).background, capabilities_.colours) == Colour();
}

void Canvas::erase(const Row& row, StyleId style, int count)
{
    brush_.become(row, style, capabilities_, out_);
    if (capabilities_.erase_characters && can_erase(row, style)) {
        if (count == 1) append_csi(out_, "", {}, "X");
        else append_csi(out_, "", {count}, "X");
        return;
    }
    out_.append(static_cast<std::size_t>(count), ' ');
    advance(count, true);
}

void Canvas::erase_line_end(const Row& row, StyleId style)
{
    brush_.become(row, style, capabilities_, out_);
    append_csi(out_, "", {}, "K");
}

void Canvas::erase_line_end()
{
    use_default_brush();
    append_csi(out_, "", {}, "K");
}

void Canvas::scroll()
{
    use_default_brush();
    if (!position_ || position_->row != size_.rows - 1) move_to(size_.rows - 1, 0);
    if (position_->column != 0) out_ += '\r';
    out_ += '\n';
    position_ = {.row = size_.rows - 1};
}

void Canvas::scroll_region(int top, int bottom, int by)
{
    use_default_brush();
    append_csi(out_, "", {top + 1, bottom + 1}, "r");
    append_csi(out_, "", {std::abs(by)}, by > 0 ? "S" : "T");
    append_csi(out_, "", {}, "r");
    position_ = CursorPosition();
}

void Canvas::advance(int width, bool certain)
{
    if (!position_) return;
    CursorPosition& at = *position_;
    width = std::min(width, size_.columns);
    if (at.pending_wrap || at.column + width > size_.columns) at = {.row = std::min(at.row + 1, size_.rows - 1)};
    at.column += width;
    if (at.column >= size_.columns) {
        at.column = size_.columns - 1;
        at.pending_wrap = true;
    }
    if (!certain) position_.reset();
}

} // namespace cleat
