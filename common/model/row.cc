#include "common/model/row.h"

#include "common/base/utf8.h"

namespace cleat {

void Row::append_text(const Cell& cell, std::string& out) const
{
    if (cell.is_empty() || cell.is_tail()) return;
    if (cell.is_cluster()) out += dictionary->cluster(cell.cluster());
    else append_utf8(cell.code_point(), out);
}

std::string Row::text() const
{
    std::string out;
    for (const Cell& cell : cells) {
        if (cell.is_empty()) out.push_back(' ');
        else append_text(cell, out);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

namespace {

bool same_style(const Row& a, StyleId in_a, const Row& b, StyleId in_b)
{
    Style left = a.dictionary->style(in_a);
    Style right = b.dictionary->style(in_b);
    if ((left.link == 0) != (right.link == 0)) return false;
    if (left.link != 0 && a.dictionary->link(left.link) != b.dictionary->link(right.link)) return false;
    left.link = right.link = 0;
    return left == right;
}

} // namespace

bool same_cell(const Row& a, const Cell& in_a, const Row& b, const Cell& in_b)
{
    if (a.dictionary == b.dictionary) return in_a == in_b;
    if (in_a.is_cluster() && in_b.is_cluster()) {
        if (in_a.is_wide() != in_b.is_wide()) return false;
        if (a.dictionary->cluster(in_a.cluster()) != b.dictionary->cluster(in_b.cluster())) return false;
    } else if (in_a.glyph != in_b.glyph) {
        return false;
    }
    return same_style(a, in_a.style, b, in_b.style);
}

bool operator==(const Row& a, const Row& b)
{
    if (a.cells.size() != b.cells.size() || a.wrapped != b.wrapped) return false;
    if (a.line_size != b.line_size || a.mark != b.mark) return false;
    if (a.dictionary == b.dictionary) return a.cells == b.cells;
    for (std::size_t i = 0; i < a.cells.size(); ++i)
        if (!same_cell(a, a.cells[i], b, b.cells[i])) return false;
    return true;
}

Row translate(const Row& row, const DictionaryRef& dictionary)
{
    if (row.dictionary == dictionary) return row;
    Row out(dictionary, row.columns());
    out.wrapped = row.wrapped;
    out.line_size = row.line_size;
    out.mark = row.mark;
    out.returned = row.returned;
    out.changed = row.changed;
    StyleId last_from = 0;
    StyleId last_to = 0; // the default style is 0 in every dictionary
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const Cell& cell = row.cells[i];
        if (cell.style != last_from) {
            Style style = row.dictionary->style(cell.style);
            if (style.link != 0) style.link = dictionary->link_id(row.dictionary->link(style.link));
            last_from = cell.style;
            last_to = dictionary->style_id(style);
        }
        out.cells[i] = cell;
        out.cells[i].style = last_to;
        if (cell.is_cluster())
            out.cells[i] =
                Cell::cluster(dictionary->cluster_id(row.dictionary->cluster(cell.cluster())), last_to, cell.is_wide());
    }
    return out;
}

} // namespace cleat
