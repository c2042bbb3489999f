#include "common/render/canvas.h"

#include "common/base/utf8.h"
#include "common/render/certainty.h"
#include "common/render/degrade.h"
#include "common/render/plain_cluster.h"
#include "common/render/sequences.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace cleat {

namespace {

constexpr std::string_view WIDE_SPACE = "\u3000";

bool is_ascii(const Cell& cell)
{
    return cell.glyph >= 0x20 && cell.glyph < 0x7f;
}

/// Whether both halves of the glyph are present.
bool is_whole(const Row& row, int column)
{
    const auto at = static_cast<std::size_t>(column);
    const Cell& cell = row.cells[at];
    if (cell.is_empty() || cell.is_tail()) return false;
    if (row.columns() == 1) return true; // there is no room for the tail
    return !cell.is_wide() || (at + 1 < row.cells.size() && row.cells[at + 1].is_tail());
}

const Cell& last_glyph(const Row& row, const UncertainRun& run)
{
    const Cell& last = row.cells[static_cast<std::size_t>(run.end - 1)];
    return last.is_tail() ? row.cells[static_cast<std::size_t>(run.end - 2)] : last;
}

/// The base character of a cluster; some terminals show the whole cluster as several glyphs.
std::string_view base_of(std::string_view cluster)
{
    return cluster.substr(0, decode_utf8(cluster).length);
}

/// Whether the next cell shows anything.
bool has_neighbour(const Row& row, int column)
{
    const auto next = static_cast<std::size_t>(column) + 1;
    return next < row.cells.size() && !row.cells[next].is_empty() && row.cells[next].glyph != U' ';
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
    invalidate_position();
}

std::string Canvas::take()
{
    return std::exchange(out_, {});
}

void Canvas::move_to(int row, int column)
{
    const CursorPosition to{.row = row, .column = column};
    if (position_ == to) return;
    append_motion(out_, absolute_moves_ ? std::nullopt : position_, to);
    position_ = to;
}

void Canvas::move_in_stretch(int column)
{
    const int by = column - apparent_->column;
    if (by != 0) append_csi(out_, "", {std::abs(by)}, by > 0 ? "C" : "D");
    apparent_->column = column;
}

void Canvas::write_stretch(const Row& row, const Stretch& stretch)
{
    const CursorPosition start = position_.value_or(CursorPosition());
    blank_cells(row, stretch.begin, stretch.reach(), row.cells[static_cast<std::size_t>(stretch.end)].style);
    for (int column = stretch.begin; column < stretch.end;) {
        write_glyph(row, column, Part::all);
        column += std::max(1, row.cells[static_cast<std::size_t>(column)].width());
    }
    position_.reset();
    apparent_ = CursorPosition{.row = start.row, .column = stretch.end};
}

void Canvas::write_run(const Row& row, const UncertainRun& run)
{
    const CursorPosition start = position_.value_or(CursorPosition());
    blank(row, run);
    // Without autowrap, terminals differ about which cell a mark at the margin joins. A terminal that knows clusters is
    // trusted with their width; otherwise only the base is shown there.
    const bool is_trusted = capabilities_.grapheme_clusters && last_glyph(row, run).is_cluster();
    const bool may_wrap = run.reach > size_.columns && size_.columns > 1 && !is_trusted;
    if (may_wrap) append_private_mode(out_, 7, false);
    for (int column = run.begin; column < run.end;) {
        if (column > run.begin && separates(row, column)) move_to(start.row, column);
        const Cell& cell = row.cells[static_cast<std::size_t>(column)];
        const bool is_at_margin = column + widest(row, cell, capabilities_.narrow_ambiguous) > size_.columns;
        write_glyph(row, column, may_wrap && is_at_margin ? Part::base : Part::separate);
        column += cell.width();
    }
    if (!may_wrap) return;
    append_private_mode(out_, 7, true);
    invalidate_position();
    if (run.end - run.begin == 1) rewrite_before(row, start);
}

/// A terminal may draw nothing for a glyph, or only part of it: then the old contents would stay. At the left margin a
/// double-width glyph is blanked with a double-width space: a narrower one would have fitted in the row above, and that
/// row would no longer continue here.
void Canvas::blank(const Row& row, const UncertainRun& run)
{
    blank_cells(row, run.begin, run.end, row.cells[static_cast<std::size_t>(run.begin)].style);
}

void Canvas::blank_cells(const Row& row, int begin, int end, StyleId style)
{
    if (size_.columns == 1) return;
    const CursorPosition start = position_.value_or(CursorPosition());
    brush_.become(row, style, capabilities_, out_);
    int columns = end - begin;
    if (begin == 0 && row.cells.front().is_wide()) {
        out_ += WIDE_SPACE;
        columns -= 2;
    }
    out_.append(static_cast<std::size_t>(columns), ' ');
    advance(end - begin, true);
    move_to(start.row, start.column);
}

/// Whether a terminal in DEC mode 2027, set for the glyph in `column` or for the one before, could join two glyphs that
/// are separate in the session.
bool Canvas::separates(const Row& row, int column) const
{
    const Cell& cell = row.cells[static_cast<std::size_t>(column)];
    return capabilities_.grapheme_clusters && (clustering_ || needs_clustering(row, cell));
}

/// Repairs the column before the margin: a terminal that treats the glyph at the margin as double-width has overwritten
/// it.
void Canvas::rewrite_before(const Row& row, CursorPosition margin)
{
    int column = margin.column - 1;
    if (column > 0 && row.cells[static_cast<std::size_t>(column)].is_tail()) --column;
    if (column < 0) return;
    const Cell& cell = row.cells[static_cast<std::size_t>(column)];
    if (!has_certain_width(row, cell, capabilities_.narrow_ambiguous)) return;
    move_to(margin.row, column);
    if (cell.is_empty()) erase(row, cell.style, 1);
    else write(row, column);
}

void Canvas::write(const Row& row, int column)
{
    write_glyph(row, column, Part::separate);
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
    if (part != Part::all && cell.is_cluster() && !capabilities_.grapheme_clusters) {
        if (cell.is_wide()) compose_syllable(text);
        else if (has_neighbour(row, column)) drop_presentation(text);
    }
    append_glyph(cell, part == Part::base ? base_of(text) : text, out_);
    advance(cell.width(), certain);
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
    out_ += WIDE_SPACE;
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
    apparent_.reset();
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
