#include "tests/support/look.h"

namespace cleat::test {

namespace {

/// The visible properties of a cell.
struct Look {
    std::string text;
    Style style;
    bool operator==(const Look&) const = default;
};

Look look_of(const Row& row, const Cell& cell)
{
    Look out;
    row.append_text(cell, out.text);
    out.style = row.style(cell);
    out.style.link = 0;
    out.style.set(Attribute::guarded, false);
    if (cell.is_empty()) out.text = " ";
    if (out.text != " ") return out;
    // Of a blank, only its background and the lines drawn on it are visible.
    for (const Attribute a : {Attribute::bold, Attribute::faint, Attribute::italic, Attribute::blink,
                              Attribute::rapid_blink, Attribute::conceal})
        out.style.set(a, false);
    const bool is_drawn = out.style.has(Attribute::reverse) || out.style.has(Attribute::strike) ||
                          out.style.has(Attribute::overline) || out.style.underline != Underline::none;
    if (!is_drawn) out.style.foreground = Colour();
    return out;
}

std::string describe(const Look& look)
{
    const Style& s = look.style;
    return "\"" + look.text + "\" fg " + std::to_string(s.foreground.bits()) + " bg " +
           std::to_string(s.background.bits()) + " attributes " + std::to_string(s.attributes) + " underline " +
           std::to_string(static_cast<int>(s.underline));
}

} // namespace

std::string difference_in_look(const std::vector<RowRef>& a, const std::vector<RowRef>& b)
{
    if (a.size() != b.size()) return "different heights";
    for (std::size_t row = 0; row < a.size(); ++row) {
        if (a[row]->columns() != b[row]->columns()) return "different widths";
        for (std::size_t column = 0; column < a[row]->cells.size(); ++column) {
            const Look left = look_of(*a[row], a[row]->cells[column]);
            const Look right = look_of(*b[row], b[row]->cells[column]);
            if (left != right)
                return "row " + std::to_string(row) + " column " + std::to_string(column) + ": " + describe(left) +
                       " and " + describe(right) + "\n  " + a[row]->text() + "\n  " + b[row]->text();
        }
    }
    return {};
}

} // namespace cleat::test
