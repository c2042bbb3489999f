#include "client/render/canvas.h"

#include "client/render/certainty.h"
#include "client/render/degrade.h"
#include "client/render/sequences.h"
#include "common/base/utf8.h"

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

/// The base of a cluster, of which some terminals make several glyphs.
std::string_view base_of(std::string_view cluster)
{
    return cluster.substr(0, decode_utf8(cluster).length);
}

void append_glyph(const Cell& cell, std::string_view text, std::string& out)
{
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
    const bool may_wrap = column + widest(row, cell, capabilities_.narrow_ambiguous) > size_.columns;
    erase_below(row, column);
    if (!may_wrap || size_.columns == 1) return write_to_wrap(row, column);
    // Without autowrap terminals differ about which cell a mark at the margin joins. What knows clusters is trusted
    // with their width; else the base alone is shown.
    if (cell.is_cluster() && capabilities_.grapheme_clusters) return write_to_wrap(row, column);
    const auto at = position_;
    append_private_mode(out_, 7, false);
    write_glyph(row, column, Part::base);
    append_private_mode(out_, 7, true);
    forget_position();
    if (at && !cell.is_wide()) write_before_again(row, *at);
}

/// A glyph at the right margin that the terminal thinks double-width took the column before it, too.
void Canvas::write_before_again(const Row& row, CursorPosition margin)
{
    int column = margin.column - 1;
    if (column > 0 && row.cells[static_cast<std::size_t>(column)].is_tail()) --column;
    if (column < 0) return;
    const Cell& cell = row.cells[static_cast<std::size_t>(column)];
    if (!has_certain_width(row, cell, capabilities_.narrow_ambiguous)) return;
    move_to(margin.row, column);
    if (cell.is_empty()) erase(row, cell.style, 1);
    else write_to_wrap(row, column);
}

void Canvas::write_to_wrap(const Row& row, int column)
{
    write_glyph(row, column, Part::all);
}

void Canvas::write_glyph(const Row& row, int column, Part part)
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
    std::string text;
    row.append_text(cell, text);
    append_glyph(cell, part == Part::base ? base_of(text) : text, out_);
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
    position_ = CursorPosition{.row = size_.rows - 1};
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
