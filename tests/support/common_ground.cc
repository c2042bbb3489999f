#include "tests/support/common_ground.h"

#include "common/base/utf8.h"

#include <algorithm>
#include <array>

namespace cleat::test {

namespace {

constexpr std::array<std::u32string_view, 6> NARROW{U"abcdefgHIJKLMNOPQRSTUVWX0123456789 #.,;~{}|`qxlkmj",
                                                    U"abc def  ",
                                                    U"\u00e9\u00e4\u00f1\u00df",
                                                    U"\u0416\u0434\u044f",
                                                    U"\u2500\u2502\u250c\u2518\u2588\u2592",
                                                    U"\u03b1\u03c9"};
constexpr std::u32string_view WIDE = U"\u4e16\u754c\u3042\u30ab\ud55c\uff21";

std::string utf8(char32_t c)
{
    std::string out;
    append_utf8(c, out);
    return out;
}

std::string csi(std::string_view parameters, char final)
{
    return "\x1b[" + std::string(parameters) + final;
}

PlainCell plain(const Row& row, const Cell& cell)
{
    const bool has_character = !cell.is_empty() && !cell.is_tail();
    return {has_character ? cell.code_point() : 0, cell.is_tail(), row.style(cell)};
}

std::string shown(const std::vector<PlainCell>& cells)
{
    std::string out;
    for (const auto& cell : cells) out += cell.is_tail ? "<" : cell.character == 0 ? "." : utf8(cell.character);
    return out;
}

std::string escaped(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes)
        out += c == 0x1b ? "^[" : c < 0x20 && c >= 0 ? std::string{'^', static_cast<char>(c + 0x40)} : std::string{c};
    return out;
}

} // namespace

CommonGround::CommonGround(Size size, Choose choose)
    : size_(size), choose_(std::move(choose)), ours_(size), by_bytes_(size), theirs_(size), bottom_(size.rows - 1)
{}

Cursor CommonGround::cursor() const
{
    return by_bytes_.screen().cursor;
}

void CommonGround::ours_only(std::string_view bytes)
{
    piece_ += bytes;
    written_ += bytes;
    for (const char& byte : bytes) by_bytes_.feed({&byte, 1});
}

void CommonGround::both(std::string_view bytes)
{
    ours_only(bytes);
    theirs_.feed(bytes);
}

void CommonGround::end_pending_wrap()
{
    if (const auto at = cursor(); at.pending_wrap) theirs_.feed(csi(std::to_string(at.column + 1), 'G'));
}

/// libvterm's cursor, converted to our convention.
int CommonGround::standing(int column) const
{
    return cursor().pending_wrap && column == usable_columns() - 2 ? column + 1 : column;
}

void CommonGround::leave_cell(bool wide)
{
    const auto at = cursor();
    if (wide && !at.pending_wrap && at.column == usable_columns() - 1) theirs_.feed("\x1b[K");
}

void CommonGround::keep_left_of_middle()
{
    if (!has_double_width_) return;
    const int middle = size_.columns / 2;
    if (cursor().column >= middle || theirs_.column() >= middle) both(csi(std::to_string(middle), 'G'));
}

int CommonGround::usable_columns() const
{
    return theirs_.is_double_width(cursor().row) ? size_.columns / 2 : size_.columns;
}

/// Whether a line of text and a line feed do not scroll.
bool CommonGround::has_room_below() const
{
    const int row = cursor().row;
    return row != bottom_ && row < size_.rows - 1;
}

/// A number, mostly up to a little more than `most`; sometimes absent, or huge.
std::string CommonGround::number(int most)
{
    if (chance(6)) return {};
    if (chance(40)) return "9999";
    return std::to_string(choose_(1, most + 1));
}

std::string_view CommonGround::one_of(const std::vector<std::string_view>& choices)
{
    return choices[static_cast<std::size_t>(choose_(0, static_cast<int>(choices.size()) - 1))];
}

void CommonGround::text()
{
    if (has_double_width_ && !has_room_below()) return;
    const bool may_be_wide = autowrap_ && !insert_;
    const int columns = choose_(1, has_double_width_ ? size_.columns / 2 : 2 * size_.columns);
    for (int column = 0; column < columns; ++column) {
        const bool wide = may_be_wide && column + 1 < columns && chance(3);
        const auto& set = wide ? WIDE : NARROW[static_cast<std::size_t>(choose_(0, NARROW.size() - 1))];
        const char32_t c = set[static_cast<std::size_t>(choose_(0, static_cast<int>(set.size()) - 1))];
        leave_cell(wide);
        both(utf8(c));
        if (wide) ++column;
    }
}

void CommonGround::control()
{
    const auto which = one_of({"\r", "\n", "\r\n", "\v", "\f", "\b",
                               "\x1b"
                               "D",
                               "\x1b"
                               "E",
                               "\x1b"
                               "M"});
    if (has_double_width_ && which != "\r" && which != "\b" && !(which != "\x1bM" && has_room_below())) return;
    end_pending_wrap();
    both(which);
}

void CommonGround::move()
{
    end_pending_wrap();
    const int columns = has_double_width_ ? size_.columns / 2 - 1 : size_.columns;
    if (chance(2)) both(csi(number(size_.rows) + ';' + number(columns), chance(4) ? 'f' : 'H'));
    else if (chance(3)) both(csi(number(size_.rows), one_of({"d", "e", "k"})[0]));
    else both(csi(number(columns), one_of({"G", "`", "C", "D", "a", "j"})[0]));
}

void CommonGround::vertical()
{
    end_pending_wrap();
    const char final = one_of({"A", "B", "E", "F"})[0];
    const bool is_up = final == 'A' || final == 'F';
    const int row = cursor().row;
    const int up = row >= top_ ? row - top_ : row;
    const int down = (row <= bottom_ ? bottom_ : size_.rows - 1) - row;
    const int count = choose_(1, size_.rows);
    const int fitting = std::min(count, is_up ? up : down);
    ours_only(csi(std::to_string(count), final));
    if (fitting > 0) theirs_.feed(csi(std::to_string(fitting), final));
    else if (final == 'E' || final == 'F') theirs_.feed("\r");
}

void CommonGround::erase()
{
    end_pending_wrap();
    if (chance(4)) return both(csi(number(size_.columns), 'X'));
    both("\x1b[" + std::string(one_of({"", "0", "1", "2", "?", "?1", "?2"})) + std::string(one_of({"K", "K", "J"})));
}

void CommonGround::edit_columns()
{
    if (!is_between_margins(cursor().row)) return;
    end_pending_wrap();
    both(csi(number(size_.columns / 2), chance(2) ? '@' : 'P'));
}

void CommonGround::edit_lines()
{
    if (has_double_width_) return;
    const bool is_inside = is_between_margins(cursor().row);
    if (is_inside) end_pending_wrap();
    both(csi(number(size_.rows / 2), chance(2) ? 'L' : 'M'));
    if (is_inside) theirs_.feed("\r");
}

void CommonGround::scroll()
{
    if (has_double_width_) return;
    end_pending_wrap();
    both("\x1b[" + number(size_.rows / 2) + std::string(one_of({"S", "T", "'}", "'~"})));
}

void CommonGround::rendition()
{
    // Three of the longest are 15 parameters: 17 are too many for libvterm 0.1.4.
    std::string out;
    for (int i = choose_(0, 2); i >= 0; --i) {
        out += one_of({"0",  "",   "1",  "3",  "4",   "4:0",      "4:2",      "4:3",        "5",         "7",  "9",
                       "21", "22", "23", "24", "25",  "27",       "29",       "31",         "34",        "39", "42",
                       "47", "49", "92", "97", "103", "38;5;123", "48;5;200", "38;2;1;2;3", "48;2;9;8;7"});
        if (i > 0) out += ';';
    }
    both(csi(out, 'm'));
}

void CommonGround::margins()
{
    if (size_.rows < 2) return;
    end_pending_wrap();
    const bool whole = chance(3);
    top_ = whole ? 0 : choose_(0, size_.rows - 2);
    bottom_ = whole ? size_.rows - 1 : choose_(top_ + 1, size_.rows - 1);
    both(whole ? "\x1b[r" : csi(std::to_string(top_ + 1) + ';' + std::to_string(bottom_ + 1), 'r'));
}

void CommonGround::mode()
{
    const bool on = chance(2);
    switch (choose_(1, 4)) {
    case 1: end_pending_wrap(); return both(on ? "\x1b[?6h" : "\x1b[?6l");
    case 2:
        if (!on) end_pending_wrap();
        autowrap_ = on;
        return both(on ? "\x1b[?7h" : "\x1b[?7l");
    case 3: insert_ = on; return both(on ? "\x1b[4h" : "\x1b[4l");
    default: return both(on ? "\x1b[20h" : "\x1b[20l");
    }
}

void CommonGround::charset()
{
    both(one_of({"\x1b(0", "\x1b(B", "\x1b(A", "\x1b)0", "\x1b)B", "\x1b*0", "\x1b+A", "\x0e", "\x0f", "\x0f", "\x1bn",
                 "\x1bo"}));
    // A single shift is followed by ASCII: with anything else libvterm 0.1.4 would wait for ever.
    if (chance(3) && (!has_double_width_ || has_room_below())) both(std::string(one_of({"\x1bN", "\x1bO"})) + 'q');
}

void CommonGround::tabs()
{
    if (theirs_.column() != cursor().column) return;
    const auto which =
        one_of({"\t", "\t", "\t", "\x1bH", "\x1b[g", "\x1b[3g", "\x1b[I", "\x1b[2I", "\x1b[Z", "\x1b[2Z"});
    if (which.ends_with('Z')) end_pending_wrap();
    both(which);
}

void CommonGround::protection()
{
    both(one_of({"\x1b[1\"q", "\x1b[0\"q", "\x1b[2\"q"}));
}

void CommonGround::sideways()
{
    if (size_.columns < 4) return;
    end_pending_wrap();
    const auto anywhere = [&] { both(csi(number(size_.rows) + ';' + number(size_.columns), 'H')); };
    const int left = choose_(1, size_.columns - 1);
    const int right = choose_(left + 1, size_.columns);
    both("\x1b[?69h" + csi(std::to_string(left) + ';' + std::to_string(right), 's'));
    for (int i = choose_(1, 6); i > 0; --i) {
        anywhere();
        switch (choose_(1, 5)) {
        case 1: erase(); break;
        case 2: edit_columns(); break;
        case 3: both(csi(number(size_.rows / 2), chance(2) ? 'L' : 'M')); break;
        case 4: both("\x1b[" + number(size_.rows / 2) + std::string(one_of({"S", "T", "'}", "'~"}))); break;
        default: rendition();
        }
        anywhere();
    }
    both("\x1b[?69l");
    has_double_width_ = false;
}

void CommonGround::change_line_size()
{
    if (size_.columns < 4) return;
    if (!has_double_width_ && !chance(8)) return;
    end_pending_wrap();
    if (chance(6)) {
        // Makes all lines normal size again.
        both("\x1b[2J");
        has_double_width_ = false;
        return;
    }
    has_double_width_ = true;
    both(one_of({"\x1b#6", "\x1b#3", "\x1b#4", "\x1b#5"}));
}

void CommonGround::one()
{
    const int kind = choose_(1, 100);
    if (kind <= 35) text();
    else if (kind <= 45) control();
    else if (kind <= 55) move();
    else if (kind <= 60) vertical();
    else if (kind <= 68) erase();
    else if (kind <= 74) edit_columns();
    else if (kind <= 78) edit_lines();
    else if (kind <= 81) scroll();
    else if (kind <= 88) rendition();
    else if (kind <= 90) margins();
    else if (kind <= 92) mode();
    else if (kind <= 94) charset();
    else if (kind <= 96) tabs();
    else if (kind == 97) protection();
    else if (kind == 98) sideways();
    else change_line_size();
    keep_left_of_middle();
}

void CommonGround::step()
{
    for (int i = choose_(1, 12); i > 0 && odd_.empty(); --i) {
        one();
        const auto at = cursor();
        if (at.row != theirs_.row() || at.column != standing(theirs_.column()))
            odd_ = "cursor at " + std::to_string(at.row) + ',' + std::to_string(at.column) + ", with libvterm at " +
                   std::to_string(theirs_.row()) + ',' + std::to_string(theirs_.column()) + " after " +
                   escaped(written_);
    }
    ours_.feed(piece_);
    piece_.clear();
}

std::string CommonGround::difference() const
{
    if (!odd_.empty()) return odd_;
    if (ours_.snapshot() != by_bytes_.snapshot()) return "fed byte by byte the screen differs";
    const auto screen = ours_.screen();
    for (int row = 0; row < size_.rows; ++row) {
        const Row& line = *screen.rows()[static_cast<std::size_t>(row)];
        const bool is_double = line.line_size != LineSize::normal;
        if (is_double != theirs_.is_double_width(row)) return "different line size of row " + std::to_string(row);
        auto wanted = theirs_.cells(row);
        std::vector<PlainCell> cells;
        for (const Cell& cell : line.cells) cells.push_back(plain(line, cell));
        // A double-width row has only half the columns, whatever the grid has in the others.
        if (is_double) wanted.resize(static_cast<std::size_t>(size_.columns / 2));
        cells.resize(wanted.size());
        if (cells != wanted) {
            const auto at = std::mismatch(cells.begin(), cells.end(), wanted.begin()).first - cells.begin();
            return "row " + std::to_string(row) + " is |" + shown(cells) + "|, with libvterm |" + shown(wanted) +
                   "|, from column " + std::to_string(at) + " after " + escaped(written_);
        }
    }
    return {};
}

} // namespace cleat::test
