#include "common/terminal/inner.h"

#include "common/terminal/character.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

// Rectangular areas: DEC STD 070, chapter 5, "Rectangular Area Operations", as interpreted by xterm. There is one page,
// and page numbers are ignored. Areas are clipped to the screen, not to the margins; in origin mode they are relative
// to the margins.

namespace cleat {

namespace {

/// What DECCARA and DECRARA can change, as SGR numbers: 0 means all of them; numbers from 22 reset.
constexpr std::array CHANGEABLE = {
    std::pair{1, Attribute::bold},
    std::pair{5, Attribute::blink},
    std::pair{7, Attribute::reverse},
    std::pair{8, Attribute::conceal},
};

void switch_all_off(Style& style)
{
    for (const auto attribute : {Attribute::bold, Attribute::blink, Attribute::reverse}) style.set(attribute, false);
    style.underline = Underline::none;
}

void change(int number, Style& style)
{
    if (number == 0) switch_all_off(style);
    if (number == 4) style.underline = Underline::single;
    if (number == 24) style.underline = Underline::none;
    for (const auto& [on, attribute] : CHANGEABLE) {
        const int off = on == 1 ? 22 : on + 20;
        if (number == on || number == off) style.set(attribute, number == on);
    }
}

void reverse(int number, Style& style)
{
    const bool all = number == 0;
    if (all || number == 4) style.underline = style.underline == Underline::none ? Underline::single : Underline::none;
    for (const auto& [on, attribute] : CHANGEABLE)
        if (number == on || (all && on != 8)) style.set(attribute, !style.has(attribute));
}

/// Applies a change of style, computing it once for each style.
class Restyling {
 public:
    Restyling(const Parameters& parameters, int first, bool reversing)
        : parameters_(parameters), first_(first), reversing_(reversing)
    {}

    StyleId of(StyleId id, Dictionary& dictionary)
    {
        const auto known = known_.find(id);
        if (known != known_.end()) return known->second;
        Style style = dictionary.style(id);
        for (int i = first_; i < std::max(parameters_.count(), first_ + 1); ++i) {
            if (reversing_) reverse(parameters_.value(i), style);
            else change(parameters_.value(i), style);
        }
        return known_[id] = dictionary.style_id(style);
    }

 private:
    const Parameters& parameters_;
    int first_;
    bool reversing_;
    std::map<StyleId, StyleId> known_;
};

/// The low 16 bits, in hexadecimal.
std::string checksum_name(std::uint32_t sum)
{
    constexpr std::string_view DIGITS = "0123456789ABCDEF";
    std::string out;
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(DIGITS[sum >> static_cast<unsigned>(shift) & 15U]);
    return out;
}

bool has_cells(Rect rect)
{
    return rect.rows() > 0 && rect.columns() > 0;
}

} // namespace

/// Top, left, bottom and right from parameter number `first` on; missing or 0 means the edge of the screen. May be
/// empty.
Rect Terminal::Inner::area(const Parameters& p, int first) const
{
    const auto& [rows, columns] = state_.size;
    const int down = state_.modes.origin ? state_.margins.top : 0;
    const int across = state_.modes.origin ? state_.margins.left : 0;
    const auto side = [&p](int i, int otherwise, int offset, int most) {
        const int given = p.value(i);
        return std::min((given == 0 ? otherwise : given) + offset, most);
    };
    return {.top = side(first, 1, down, rows) - 1,
            .bottom = side(first + 2, rows, down, rows),
            .left = side(first + 1, 1, across, columns) - 1,
            .right = side(first + 3, columns, across, columns)};
}

/// Must be called after these rows were written. Keeps a pending wrap unless the glyph before it was removed.
void Terminal::Inner::settle_area(int first_row, int last_row)
{
    settle(first_row, last_row);
    state_.cursor.pending_wrap = state_.cursor.pending_wrap && may_wrap();
}

void Terminal::Inner::copy_area(const ControlSequence& s)
{
    Rect from = area(s.parameters, 0);
    if (!has_cells(from)) return;
    // Only the upper left corner of the target is given; cells that do not fit are dropped.
    const auto& p = s.parameters;
    const bool origin = state_.modes.origin;
    const int top = std::min(p.count_at(5) + (origin ? state_.margins.top : 0), state_.size.rows) - 1;
    const int left = std::min(p.count_at(6) + (origin ? state_.margins.left : 0), state_.size.columns) - 1;
    from.bottom = std::min(from.bottom, from.top + state_.size.rows - top);
    from.right = std::min(from.right, from.left + state_.size.columns - left);
    grid().copy(from, top, left, now());
    settle_area(top, top + from.rows() - 1);
}

/// DECFRA accepts printable ASCII and Latin-1 characters.
void Terminal::Inner::fill_area(const ControlSequence& s)
{
    const int character = s.parameters.value(0, ' ');
    const bool printable = (character >= 0x20 && character <= 0x7e) || (character >= 0xa0 && character <= 0xff);
    const Rect rect = area(s.parameters, 1);
    if (!printable || character == 0xad || !has_cells(rect)) return;
    auto set = state_.charsets;
    grid().paint(rect, Cell::code_point(set.translate(static_cast<char32_t>(character)), pen_style()), now());
    settle_area(rect.top, rect.bottom - 1);
}

void Terminal::Inner::erase_area(const ControlSequence& s)
{
    const Rect rect = area(s.parameters, 0);
    if (!has_cells(rect)) return;
    erase(rect, false);
    settle_area(rect.top, rect.bottom - 1);
}

/// DECSERA erases characters but keeps their cells' rendition. Spares characters protected by DECSCA.
void Terminal::Inner::erase_area_selectively(const ControlSequence& s)
{
    const Rect rect = area(s.parameters, 0);
    if (!has_cells(rect)) return;
    renew_dictionary_if_large();
    const bool spares = state_.protection == Protection::selective;
    for (int row = rect.top; row < rect.bottom; ++row) {
        auto& to = grid().write(row, now());
        for (int column = rect.left; column < rect.right; ++column) {
            auto& cell = to.cells[static_cast<std::size_t>(column)];
            Style style = to.style(cell);
            if (cell.is_empty() || (spares && style.has(Attribute::guarded))) continue;
            style.link = 0;
            cell = Cell::code_point(U' ', dictionary_->style_id(style));
        }
        grid().repair(row, rect.left, now());
        grid().repair(row, rect.right, now());
    }
    settle_area(rect.top, rect.bottom - 1);
}

/// DECCARA and DECRARA. Depending on DECSACE, they change a rectangle, with spaces in empty cells, or the characters in
/// text order from the first corner to the last, without the empty cells.
void Terminal::Inner::change_area(const ControlSequence& s)
{
    const Rect rect = area(s.parameters, 0);
    if (!has_cells(rect)) return;
    renew_dictionary_if_large();
    const bool exact = state_.change_extent == ChangeExtent::rectangle;
    Restyling restyling(s.parameters, 4, s.final == 't');
    for (int row = rect.top; row < rect.bottom; ++row) {
        const int left = exact || row == rect.top ? rect.left : 0;
        const int right = exact || row == rect.bottom - 1 ? rect.right : state_.size.columns;
        auto& cells = grid().write(row, now()).cells;
        for (int column = left; column < right; ++column) {
            auto* cell = &cells[static_cast<std::size_t>(column)];
            if (cell->is_empty() && !exact) continue;
            if (cell->is_empty()) *cell = Cell::code_point(U' ', cell->style);
            // A glyph is changed as a whole, and once.
            if (cell->is_tail() && column > left) continue;
            if (cell->is_tail()) --cell;
            cell->style = restyling.of(cell->style, *dictionary_);
            if (cell->is_wide()) cell[1] = Cell::tail(cell->style);
        }
    }
    settle_area(rect.top, rect.bottom - 1);
}

/// DECSACE.
void Terminal::Inner::set_change_extent(const ControlSequence& s)
{
    const int extent = s.parameters.value(0);
    if (extent <= 2) state_.change_extent = static_cast<ChangeExtent>(extent);
}

/// DECRQCRA: the sum of the characters' codes, with empty cells as spaces. Same as xterm from version 334 on with the
/// resource checksumExtension 23: positive, without attributes, blanks included. Answered for tests only.
void Terminal::Inner::request_checksum(const ControlSequence& s)
{
    if (state_.readback == Readback::refused) return;
    const Rect rect = area(s.parameters, 2);
    std::uint32_t sum = 0;
    for (int row = rect.top; row < rect.bottom; ++row) {
        const auto& from = grid().row(row);
        for (int column = rect.left; column < rect.right; ++column) {
            const auto& cell = from.cells[static_cast<std::size_t>(column)];
            if (cell.is_tail()) continue;
            std::string text;
            from.append_text(cell, text);
            std::string_view rest = text;
            sum += rest.empty() ? U' ' : take_character(rest);
        }
    }
    reply("\x1bP" + std::to_string(s.parameters.value(0)) + "!~" + checksum_name(sum) + "\x1b\\");
}

} // namespace cleat
