#include "tests/support/difference.h"

#include "common/model/packed_row.h"
#include "common/model/same_packed.h"
#include "common/terminal/pen.h"

#include <algorithm>
#include <map>

namespace cleat::test {

namespace {

std::string told(const Style& style)
{
    return graphic_rendition(style) + (style.has(Attribute::guarded) ? " guarded" : "");
}

std::string told(const Link& link)
{
    return link.uri.empty() ? "" : " link " + link.id + ';' + link.uri;
}

std::string told(const Pen& pen)
{
    return told(pen.style) + told(pen.link);
}

std::string told(const Charsets& charsets)
{
    std::string out = "G" + std::to_string(charsets.gl) + " of";
    for (const auto set : charsets.designated) out += ' ' + std::to_string(static_cast<int>(set));
    return out + " single " + std::to_string(charsets.single);
}

std::string told(const Cursor& cursor)
{
    return std::to_string(cursor.row) + ',' + std::to_string(cursor.column) + (cursor.pending_wrap ? " pending" : "") +
           (cursor.visible ? "" : " hidden") + (cursor.blink ? " blinking" : "") + " shape " +
           std::to_string(static_cast<int>(cursor.shape));
}

std::string told(const Margins& m)
{
    return std::to_string(m.top) + ".." + std::to_string(m.bottom) + ' ' + std::to_string(m.left) + ".." +
           std::to_string(m.right);
}

std::string told(const std::optional<SavedCursor>& saved)
{
    if (!saved) return "none";
    return std::to_string(saved->row) + ',' + std::to_string(saved->column) + (saved->pending_wrap ? " pending" : "") +
           (saved->origin ? " origin" : "") + " pen " + told(saved->pen) + ' ' + told(saved->charsets);
}

std::string told(const KeyboardStack& stack)
{
    std::string out = std::to_string(stack.current) + " over";
    for (const auto flags : stack.pushed) out += ' ' + std::to_string(flags);
    return out;
}

/// The names of the modes that are set.
template <class M, std::size_t N>
std::string set_in(const M& modes, const std::array<ModeSwitch<M>, N>& table)
{
    std::string out;
    for (const auto& entry : table)
        if (modes.*entry.flag) out.append(entry.name) += ' ';
    return out;
}

std::string told(const Modes& m)
{
    return set_in(m, MODES) + "mouse " + std::to_string(static_cast<int>(m.mouse_tracking)) + '/' +
           std::to_string(static_cast<int>(m.mouse_encoding)) + " keyboard " + std::to_string(m.keyboard_flags) +
           " other keys " + std::to_string(m.modify_other_keys);
}

std::string told(const QuietModes& m)
{
    return set_in(m, QUIET_MODES);
}

std::string told(const std::map<int, bool>& modes)
{
    std::string out;
    for (const auto& [mode, on] : modes) out += std::to_string(mode) + (on ? "h " : "l ");
    return out;
}

std::string told(const TitleModes& m)
{
    return std::string(m.given_in_hex ? "given in hex " : "") + (m.reported_in_hex ? "reported in hex" : "");
}

std::string told(const Palette& palette)
{
    std::string out;
    for (const auto& [index, colour] : palette)
        out += std::to_string(index) + '=' + std::to_string(colour.bits()) + ' ';
    return out;
}

std::string told(const std::vector<SavedTitle>& titles)
{
    std::string out;
    for (const auto& saved : titles) out += '"' + saved.title + "\" \"" + saved.icon + "\"; ";
    return out;
}

std::string told(const TabStops& stops)
{
    std::string out;
    for (int column = 0; column < stops.columns(); ++column) out += stops.is_set(column) ? 'T' : '.';
    return out;
}

std::string told(Size size)
{
    return std::to_string(size.rows) + 'x' + std::to_string(size.columns);
}

std::string told(const std::optional<ResizeAnchor>& anchor)
{
    return anchor ? std::to_string(anchor->rows.size()) + " rows" : "none";
}

std::string told(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) out += c;
        else out += "\\x" + std::string(1, "0123456789abcdef"[byte >> 4]) + "0123456789abcdef"[byte & 15];
    }
    return out + '"';
}

std::string told(std::uint64_t number)
{
    return std::to_string(number);
}

std::string told(int number)
{
    return std::to_string(number);
}

std::string told(char32_t c)
{
    return "U+" + std::to_string(static_cast<std::uint32_t>(c));
}

std::string told(Side side)
{
    return side == Side::primary ? "primary" : "alternate";
}

/// Keeps a description of the first difference.
class Comparison {
 public:
    template <class T>
    void operator()(std::string_view what, const T& a, const T& b)
    {
        if (out_.empty() && !(a == b)) out_ = std::string(what) + ": " + told(a) + "\n  and " + told(b);
    }

    [[nodiscard]] std::string result() const { return out_; }

 private:
    std::string out_;
};

} // namespace

std::string told(const Row& row)
{
    std::string out = "\"";
    for (const auto& cell : row.cells) {
        if (cell.is_empty()) out += '.';
        else row.append_text(cell, out);
    }
    out += '"';
    if (row.wrapped) out += " wrapped";
    if (row.line_size != LineSize::normal) out += " size " + std::to_string(static_cast<int>(row.line_size));
    StyleId last = 0;
    for (int column = 0; column < row.columns(); ++column) {
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        if (cell.style == last) continue;
        last = cell.style;
        const auto& style = row.style(cell);
        out += " [" + std::to_string(column) + ": " + told(style) +
               (style.link == 0 ? "" : told(row.dictionary->link(style.link))) + ']';
    }
    return out;
}

std::string difference(const std::vector<RowRef>& a, const std::vector<RowRef>& b)
{
    if (a.size() != b.size()) return std::to_string(a.size()) + " rows\n  and " + std::to_string(b.size());
    for (std::size_t row = 0; row < a.size(); ++row)
        if (!(*a[row] == *b[row]))
            return "row " + std::to_string(row) + ": " + told(*a[row]) + "\n  and " + told(*b[row]);
    return {};
}

std::string difference(const History& a, const History& b)
{
    Comparison compare;
    compare("first line", a.first(), b.first());
    compare("end of lines", a.end(), b.end());
    compare("open", std::uint64_t{a.is_open()}, std::uint64_t{b.is_open()});
    if (!compare.result().empty()) return compare.result();
    const auto words = std::make_shared<Dictionary>();
    for (auto line = a.first(); line < a.end(); ++line) {
        const auto left = a.rows(line);
        const auto right = b.rows(line);
        if (std::ranges::equal(left, right, same_packed)) continue;
        std::string out = "line " + std::to_string(line) + ':';
        for (const auto* rows : {&left, &right}) {
            for (const auto packed : *rows) {
                StyleId fill = 0;
                Row row = unpack(packed, words, fill);
                if (!row.wrapped) row.cells.push_back(Cell::empty(fill));
                out += ' ' + told(row);
            }
            if (rows == &left) out += "\n  and";
        }
        return out;
    }
    if (!(a == b)) return "histories differ";
    return {};
}

std::string difference(const TerminalState& a, const TerminalState& b)
{
    Comparison compare;
    compare("size", a.size, b.size);
    compare("active", a.active, b.active);
    compare("cursor", a.cursor, b.cursor);
    compare("modes", a.modes, b.modes);
    compare("quiet modes", a.quiet_modes, b.quiet_modes);
    compare("saved modes", a.saved_modes, b.saved_modes);
    compare("level", a.level, b.level);
    compare("margins", a.margins, b.margins);
    compare("tab stops", a.tab_stops, b.tab_stops);
    compare("charsets", a.charsets, b.charsets);
    compare("pen", a.pen, b.pen);
    compare("primary saved cursor", a.saved_cursors[0], b.saved_cursors[0]);
    compare("alternate saved cursor", a.saved_cursors[1], b.saved_cursors[1]);
    compare("primary keyboard", a.keyboards[0], b.keyboards[0]);
    compare("alternate keyboard", a.keyboards[1], b.keyboards[1]);
    compare("title", a.title, b.title);
    compare("icon", a.icon, b.icon);
    compare("saved titles", a.saved_titles, b.saved_titles);
    compare("title modes", a.title_modes, b.title_modes);
    compare("palette", a.palette, b.palette);
    compare("other colours", a.other_colours, b.other_colours);
    compare("protection", static_cast<int>(a.protection), static_cast<int>(b.protection));
    compare("change extent", static_cast<int>(a.change_extent), static_cast<int>(b.change_extent));
    compare("readback", static_cast<int>(a.readback), static_cast<int>(b.readback));
    compare("working directory", a.working_directory, b.working_directory);
    compare("last character", a.last_character, b.last_character);
    compare("offset", a.offset, b.offset);
    compare("rows scrolled", a.rows_scrolled, b.rows_scrolled);
    compare("resize anchor", a.anchor, b.anchor);
    if (compare.result().empty() && !(a == b)) return "states differ";
    return compare.result();
}

std::string difference(const Snapshot& a, const Snapshot& b)
{
    if (auto out = difference(a.state, b.state); !out.empty()) return out;
    if (auto out = difference(a.primary, b.primary); !out.empty()) return "primary " + out;
    if (auto out = difference(a.alternate, b.alternate); !out.empty()) return "alternate " + out;
    if (auto out = difference(a.history, b.history); !out.empty()) return "history " + out;
    if (a.tail != b.tail) return "tail " + told(a.tail) + "\n  and " + told(b.tail);
    if (!(a == b)) return "snapshots differ";
    return {};
}

} // namespace cleat::test
