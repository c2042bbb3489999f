#include "common/terminal/write_vt.h"

#include "common/base/utf8.h"
#include "common/model/cluster.h"
#include "common/model/laid_out_rows.h"
#include "common/model/width.h"
#include "common/terminal/colour_name.h"
#include "common/terminal/libvterm.h"

#include <algorithm>
#include <array>

namespace cleat {

namespace {

/// Resets whatever in the terminal's state may affect painting. One mode at a time, because some terminals obey only
/// the first mode of several, and because DECSTR (`CSI ! p`) resets little on some. The modes come after the first
/// part.
constexpr std::string_view WITHOUT_MARGINS = "\x1b[!p\x1b[?69l\x1b[r";
constexpr std::string_view NEUTRAL =
    "\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[0m\x1b[0\"q\x1b]8;;\x1b\\"
    "\x1b>\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    "\x1b[>4;0m\x1b[0 q\x1b[?12l\x1b[?25h\x1b[>0;1T"
    "\x1b]104\x1b\\\x1b]105\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\\x1b]113\x1b\\\x1b]114\x1b\\"
    "\x1b]115\x1b\\\x1b]116\x1b\\\x1b]117\x1b\\\x1b]118\x1b\\\x1b]119\x1b\\";

/// More than any terminal's stack holds.
constexpr std::string_view POP_KEYBOARD = "\x1b[<99u";

/// Empties the screen and makes its lines normal size.
constexpr std::string_view CLEAR = "\x1b[H\x1b[2J";

/// As many titles as xterm keeps (XTWINOPS 22).
constexpr int MAX_TITLES = 10;

class VtWriter {
 public:
    VtWriter(const Snapshot& snapshot, const std::function<void(std::string_view)>& write)
        : snapshot_(snapshot), state_(snapshot.state), write_(write)
    {}

    void run(const WriteVt& what)
    {
        out_ = "\x18\x1b[?2026h";
        level(TerminalState::USUAL_LEVEL); // lower levels do not know what follows
        saved_modes();
        out_ += "\x1b[?1049l";
        out_ += WITHOUT_MARGINS;
        clear_modes(MODES);
        clear_modes(QUIET_MODES);
        out_ += NEUTRAL;
        change_extent();
        level(state_.level);
        tab_stops();
        const bool saves_on_entering = state_.active == Side::alternate && may_save_on_entering();
        saved_cursors(saves_on_entering);
        if (state_.active == Side::primary) {
            out_ += "\x1b[?47h";
            side(Side::alternate, 0);
            out_ += "\x1b[?47l";
            side(Side::primary, what.history_lines);
        } else {
            side(Side::primary, what.history_lines);
            if (saves_on_entering) save_and_enter();
            else out_ += "\x1b[?47h";
            side(Side::alternate, 0);
        }
        last_character();
        margins();
        cursor();
        pen(state_.pen);
        if (state_.protection == Protection::areas)
            out_ += state_.pen.style.has(Attribute::guarded) ? "\x1bV" : "\x1bW";
        charsets(state_.charsets);
        modes();
        if (what.unfinished) column_modes();
        titles();
        palette();
        shape();
        if (state_.charsets.single != 0) out_ += state_.charsets.single == 2 ? "\x1bN" : "\x1bO";
        out_ += "\x1b[?2026l";
        if (what.unfinished) out_ += (snapshot_.state.modes.synchronised ? "\x1b[?2026h" : "") + snapshot_.tail;
        write_(out_);
    }

 private:
    [[nodiscard]] const std::vector<RowRef>& rows(Side side) const
    {
        return side == Side::primary ? snapshot_.primary : snapshot_.alternate;
    }

    void number(int value) { out_ += std::to_string(value); }

    void sequence(int first, char final)
    {
        out_ += "\x1b[";
        number(first);
        out_ += final;
    }

    void sequence(int first, int second, char final)
    {
        out_ += "\x1b[";
        number(first);
        out_ += ';';
        number(second);
        out_ += final;
    }

    void move(int row, int column) { sequence(row + 1, column + 1, 'H'); }

    void private_mode(int mode, bool on)
    {
        out_ += "\x1b[?";
        number(mode);
        out_ += on ? 'h' : 'l';
    }

    /// Also does a soft reset.
    void level(int level)
    {
        out_ += "\x1b[";
        number(60 + level);
        out_ += ";1\"p";
    }

    void change_extent()
    {
        out_ += "\x1b[";
        number(static_cast<int>(state_.change_extent));
        out_ += "*x";
    }

    /// Restores what XTSAVE saved, by setting and saving it again. Not 1004, which makes some terminals send a report
    /// at once.
    void saved_modes()
    {
        for (const auto& [mode, on] : state_.saved_modes) {
            if (mode == 1004) continue;
            private_mode(mode, on);
            out_ += "\x1b[?";
            number(mode);
            out_ += 's';
        }
    }

    void tab_stops()
    {
        // A blank absorbs what would apply to the next character: a single shift, or the joiner that tmux keeps for the
        // next non-ASCII character.
        out_ += "\x1b[H\xc2\xa0\x1b[3g";
        for (int column = 0; column < state_.size.columns; ++column) {
            if (!state_.tab_stops.is_set(column)) continue;
            sequence(column + 1, 'G');
            out_ += "\x1bH";
        }
    }

    /// Paints a screen from its top, after the newest lines of the history, which go into the scrollback, and sets the
    /// screen's keyboard flags.
    void side(Side side, std::uint64_t history_lines)
    {
        plain();
        out_ += CLEAR;
        RowRef last;
        bool continues = false;
        const auto add = [&](RowRef next) {
            if (last) continues = line(*last, continues, next.get());
            last = std::move(next);
        };
        const auto& history = snapshot_.history;
        const auto first = history.end() - std::min(history_lines, history.end() - history.first());
        each_laid_out_row(history, first, state_.size.columns,
                          [&](Row row) { add(std::make_shared<const Row>(std::move(row))); });
        for (const RowRef& row : rows(side)) add(row);
        line(*last, continues, nullptr);
        plain();
        keyboard(state_.keyboards[static_cast<std::size_t>(side)]);
    }

    /// Paints a row and starts the next one, if there is one; returns whether that continues its line.
    bool line(const Row& row, bool continues, const Row* next)
    {
        const bool goes_on = next != nullptr && wraps_into(row, *next);
        this->row(row, continues, goes_on);
        if (next != nullptr && !goes_on) {
            plain();
            out_ += "\r\n";
        }
        hand_over();
        return goes_on;
    }

    /// Passes on the output in pieces, so that memory use does not grow with the history or with repeated links.
    void hand_over()
    {
        constexpr std::size_t ENOUGH = 64U << 10;
        if (out_.size() < ENOUGH) return;
        write_(out_);
        out_.clear();
    }

    static bool wraps_into(const Row& row, const Row& next)
    {
        const bool full = !row.cells.back().is_empty() || next.cells[0].is_wide();
        const bool normal = row.line_size == LineSize::normal && next.line_size == LineSize::normal;
        return row.wrapped && normal && full && !next.cells[0].is_empty();
    }

    void row(const Row& row, bool continues, bool goes_on)
    {
        constexpr std::array<std::string_view, 4> SIZES = {"", "\x1b#6", "\x1b#3", "\x1b#4"};
        out_ += SIZES[static_cast<std::size_t>(row.line_size)];
        int column = 0;
        if (continues) {
            column = paint_glyph(row, 0);
            // The wrap may have scrolled, and filled the line with the background of the glyph that wrapped.
            if (column < row.columns() && row.style(row.cells[0]).background != Colour()) {
                plain();
                out_ += "\x1b[K";
            }
        }
        while (column < row.columns()) {
            const auto& cell = row.cells[static_cast<std::size_t>(column)];
            column = cell.is_empty() ? gap(row, column, goes_on) : paint_glyph(row, column);
        }
        mark(row.mark);
    }

    /// Writes the shell's marks of the row, with kitty's `redraw` off: the terminal must not rely on the shell to
    /// redraw its prompt, because nothing notifies the shell.
    void mark(const Mark& mark)
    {
        if (mark.has(Mark::END)) {
            const bool told = mark.status != Mark::NO_STATUS;
            out_ += "\x1b]133;D" + (told ? ';' + std::to_string(mark.status) : "") + "\x1b\\";
        }
        if (mark.has(Mark::PROMPT)) out_ += "\x1b]133;A;redraw=0\x1b\\";
        if (mark.has(Mark::INPUT)) out_ += "\x1b]133;B\x1b\\";
        if (mark.has(Mark::OUTPUT)) out_ += "\x1b]133;C\x1b\\";
    }

    /// Writes the glyph of a cell; returns the column after it.
    int glyph(const Row& row, int column)
    {
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        style(row.style(cell), row.style(cell).link == 0 ? Link{} : row.dictionary->link(row.style(cell).link));
        const bool clusters = has_cluster(row, column);
        if (clusters) private_mode(2027, true);
        const auto before = out_.size();
        row.append_text(cell, out_);
        written_ = decode_utf8(std::string_view(out_).substr(before)).code_point;
        if (clusters) private_mode(2027, false);
        return column + std::max(1, cell.width());
    }

    static bool has_cluster(const Row& row, int column)
    {
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        return cell.is_cluster() && needs_clustering(row.dictionary->cluster(cell.cluster()), cell.width());
    }

    /// The same, before anything to the right is painted: a terminal that does not know clusters spoils only this
    /// glyph.
    int paint_glyph(const Row& row, int column)
    {
        const int after = glyph(row, column);
        if (!has_cluster(row, column) || after >= row.columns()) return after;
        sequence(after + 1, 'G');
        plain();
        out_ += "\x1b[K";
        return after;
    }

    /// Skips empty cells; returns the column after them.
    int gap(const Row& row, int column, bool goes_on)
    {
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        int end = column;
        while (end < row.columns() && row.cells[static_cast<std::size_t>(end)] == cell) ++end;
        // The last cell, where a double-width glyph did not fit, is emptied by that glyph.
        const bool left_empty = goes_on && end == row.columns();
        if (left_empty) --end;
        if (end == column) return row.columns();
        if (cell.style != 0) {
            style(row.style(cell), {});
            sequence(end - column, 'X');
        }
        if (end < row.columns()) sequence(end - column, 'C');
        return left_empty ? row.columns() : end;
    }

    void plain() { style({}, {}); }

    void pen(const Pen& pen) { style(pen.style, pen.link); }

    /// Sets the terminal's pen, if it is different.
    void style(Style wanted, const Link& link)
    {
        wanted.link = 0;
        const bool guard = wanted.has(Attribute::guarded);
        if (guard != style_.has(Attribute::guarded)) out_ += guard ? "\x1b[1\"q" : "\x1b[0\"q";
        style_.set(Attribute::guarded, guard);
        if (wanted != style_) out_ += "\x1b[" + graphic_rendition(wanted) + 'm';
        style_ = wanted;
        if (link == link_) return;
        out_ += "\x1b]8;" + (link.id.empty() ? "" : "id=" + link.id) + ';' + link.uri + "\x1b\\";
        link_ = link;
    }

    void charsets(const Charsets& charsets)
    {
        constexpr std::string_view FINALS = "B0A";
        constexpr std::string_view SLOTS = "()*+";
        for (std::size_t i = 0; i < 4; ++i) {
            out_ += '\x1b';
            out_ += SLOTS[i];
            out_ += FINALS[static_cast<std::size_t>(charsets.designated[i])];
        }
        constexpr std::array<std::string_view, 4> SHIFTS = {"\x0f", "\x0e", "\x1bn", "\x1bo"};
        out_ += SHIFTS[charsets.gl];
    }

    /// Replaces the saved cursors of the terminal by those of each screen. Before anything is painted, because a
    /// pending wrap may have no glyph any more, or be at a margin, and setting margins ends double-width rows on both
    /// screens.
    void saved_cursors(bool primary_on_entering)
    {
        out_ += "\x1b[?47h\x1b[!p";
        saved_cursor(Side::alternate);
        out_ += "\x1b[?47l\x1b[!p";
        if (!primary_on_entering) saved_cursor(Side::primary);
    }

    void saved_cursor(Side side)
    {
        const auto& saved = state_.saved(side);
        if (!saved) return;
        const bool has_margins = state_.level >= TerminalState::USUAL_LEVEL;
        const bool at_margin = saved->pending_wrap && saved->column != state_.size.columns - 1 && has_margins;
        out_ += CLEAR;
        if (at_margin) {
            private_mode(69, true);
            sequence(1, saved->column + 1, 's');
        }
        if (saved->origin) private_mode(6, true);
        move(saved->row, saved->column);
        if (saved->pending_wrap && (at_margin || saved->column == state_.size.columns - 1)) out_ += 'x';
        pen(saved->pen);
        charsets(saved->charsets);
        out_ += "\x1b"
                "7";
        drop_saving(*saved);
        if (at_margin) private_mode(69, false);
    }

    void drop_saving(const SavedCursor& saved)
    {
        if (saved.origin) private_mode(6, false);
        charsets({});
        plain();
    }

    /// Whether the primary screen's cursor can be saved by mode 1049, as programs do when they enter the alternate
    /// screen: on leaving it some terminals restore only what was saved that way.
    [[nodiscard]] bool may_save_on_entering() const
    {
        const auto& saved = state_.saved(Side::primary);
        if (!saved || !saved->pending_wrap) return saved.has_value();
        const auto& row = *rows(Side::primary)[static_cast<std::size_t>(saved->row)];
        return saved->column == state_.size.columns - 1 && !row.cells.back().is_empty();
    }

    void save_and_enter()
    {
        const auto& saved = *state_.saved(Side::primary);
        if (saved.origin) private_mode(6, true);
        place(*rows(Side::primary)[static_cast<std::size_t>(saved.row)], saved.row, saved.column, saved.pending_wrap,
              {});
        pen(saved.pen);
        charsets(saved.charsets);
        out_ += "\x1b[?1049h";
        drop_saving(saved);
    }

    /// Sets the character that REP repeats, by writing it where it changes nothing: over itself, or in an empty cell,
    /// which is then emptied again.
    void last_character()
    {
        const char32_t wanted = state_.last_character;
        const auto& screen = rows(state_.active);
        if (wanted == 0 || wanted == written_ || state_.cursor.pending_wrap) return;
        for (std::size_t row = screen.size(); row-- > 0;)
            for (std::size_t column = 0; column < screen[row]->cells.size(); ++column)
                if (over_itself(*screen[row], static_cast<int>(row), static_cast<int>(column))) return;
        for (std::size_t row = screen.size(); row-- > 0;)
            for (std::size_t column = 0; column < screen[row]->cells.size(); ++column)
                if (over_nothing(*screen[row], static_cast<int>(row), static_cast<int>(column))) return;
    }

    bool over_itself(const Row& row, int at_row, int column)
    {
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        const bool same = cell.glyph == Cell::code_point(state_.last_character, 0, cell.is_wide()).glyph;
        if (!same || cell.is_empty()) return false;
        move(at_row, column);
        glyph(row, column);
        return true;
    }

    bool over_nothing(const Row& row, int at_row, int column)
    {
        const int width = cleat::width(state_.last_character);
        const int end = column + width;
        if (end > row.columns() || row.line_size != LineSize::normal) return false;
        if (row.wrapped && end == row.columns()) return false; // must stay empty for the start of the next row
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        for (int i = column; i < end; ++i)
            if (!row.cells[static_cast<std::size_t>(i)].is_empty() || row.cells[static_cast<std::size_t>(i)] != cell)
                return false;
        move(at_row, column);
        style(row.style(cell), {});
        append_utf8(state_.last_character, out_);
        move(at_row, column);
        sequence(width, 'X');
        return true;
    }

    /// Places the cursor; if a wrap is pending, by writing the glyph there again.
    void place(const Row& row, int at_row, int column, bool pending, Position origin)
    {
        const auto cell_at = [&row](int c) { return row.cells[static_cast<std::size_t>(c)]; };
        const int head = pending && column > 0 && cell_at(column).is_tail() ? column - 1 : column;
        move(at_row - origin.row, head - origin.column);
        if (pending && !cell_at(head).is_empty()) glyph(row, head);
    }

    void margins()
    {
        const auto& margins = state_.margins;
        const auto whole = Margins::whole(state_.size);
        if (margins.top != whole.top || margins.bottom != whole.bottom)
            sequence(margins.top + 1, margins.bottom + 1, 'r');
        if (state_.modes.left_right_margins) {
            private_mode(69, true);
            sequence(margins.left + 1, margins.right + 1, 's');
        }
        if (state_.modes.origin) private_mode(6, true);
    }

    void cursor()
    {
        const auto& cursor = state_.cursor;
        const bool origin = state_.modes.origin;
        place(*rows(state_.active)[static_cast<std::size_t>(cursor.row)], cursor.row, cursor.column,
              cursor.pending_wrap, {origin ? state_.margins.top : 0, origin ? state_.margins.left : 0});
    }

    template <class M, std::size_t N>
    void clear_modes(const std::array<ModeSwitch<M>, N>& table)
    {
        for (const auto& entry : table)
            if (entry.has(mode::CLEARED)) set_mode(entry.set, entry.number, entry.usual());
    }

    template <class M, std::size_t N>
    void write_modes(const std::array<ModeSwitch<M>, N>& table, const M& modes)
    {
        for (const auto& entry : table)
            if (entry.has(mode::WRITTEN) && modes.*entry.flag != entry.usual())
                set_mode(entry.set, entry.number, modes.*entry.flag);
    }

    /// Uses DECKPAM instead of the equivalent mode because more terminals know it.
    void set_mode(ModeSet set, int number, bool on)
    {
        constexpr int KEYPAD = 66;
        if (set == ModeSet::dec && number == KEYPAD && on) out_ += "\x1b=";
        else if (set == ModeSet::dec) private_mode(number, on);
        else sequence(number, on ? 'h' : 'l');
    }

    void modes()
    {
        const auto& modes = state_.modes;
        write_modes(MODES, modes);
        write_modes(QUIET_MODES, state_.quiet_modes);
        constexpr std::array TRACKING = {0, 9, 1000, 1002, 1003};
        if (const int mode = TRACKING[static_cast<std::size_t>(modes.mouse_tracking)]) private_mode(mode, true);
        constexpr std::array ENCODING = {0, 1005, 1006, 1015, 1016};
        if (const int mode = ENCODING[static_cast<std::size_t>(modes.mouse_encoding)]) private_mode(mode, true);
        if (modes.modify_other_keys != 0) {
            out_ += "\x1b[>4;";
            number(modes.modify_other_keys);
            out_ += 'm';
        }
    }

    /// Sets the modes that decide whether a later DECCOLM clears the screen. Only for readers that get the output that
    /// follows: on any other terminal they could lead to a change of its size.
    void column_modes()
    {
        constexpr int MAY_CHANGE_COLUMNS = 40;
        constexpr int KEEPS_SCREEN = 95;
        if (state_.quiet_modes.may_change_columns) private_mode(MAY_CHANGE_COLUMNS, true);
        if (state_.quiet_modes.keeps_screen) private_mode(KEEPS_SCREEN, true);
    }

    void keyboard(const KeyboardStack& stack)
    {
        out_ += POP_KEYBOARD;
        auto flags = stack.pushed;
        flags.push_back(stack.current);
        if (flags[0] != 0) {
            out_ += "\x1b[=";
            number(flags[0]);
            out_ += ";1u";
        }
        for (std::size_t i = 1; i < flags.size(); ++i) {
            out_ += "\x1b[>";
            number(flags[i]);
            out_ += 'u';
        }
    }

    void title(int which, const std::string& text) { out_ += "\x1b]" + std::to_string(which) + ';' + text + "\x1b\\"; }

    void title_and_icon(const std::string& name, const std::string& icon)
    {
        if (name == icon) return title(0, name);
        title(1, icon);
        title(2, name);
    }

    void titles()
    {
        for (int i = 0; i < MAX_TITLES; ++i) out_ += "\x1b[23;0t";
        for (const auto& saved : state_.saved_titles) {
            title_and_icon(saved.title, saved.icon);
            out_ += "\x1b[22;0t";
        }
        title_and_icon(state_.title, state_.icon);
        title(7, state_.working_directory);
        if (state_.title_modes.given_in_hex) out_ += "\x1b[>0t";
        if (state_.title_modes.reported_in_hex) out_ += "\x1b[>1t";
    }

    void palette()
    {
        constexpr int FIRST_DYNAMIC = static_cast<int>(DynamicColour::foreground);
        for (const auto& [key, colour] : state_.palette) {
            out_ += "\x1b]";
            if (key < FIRST_DYNAMIC) out_ += "4;" + std::to_string(key) + ';';
            else out_ += std::to_string(key - FIRST_DYNAMIC + 10) + ';';
            out_ += colour_name(colour) + "\x1b\\";
        }
        for (const auto& [key, colour] : state_.other_colours)
            out_ += (key < SPECIAL_COLOURS ? "\x1b]5;" : "\x1b]") + std::to_string(key) + ';' + colour_name(colour) +
                    "\x1b\\";
    }

    void shape()
    {
        const auto& cursor = state_.cursor;
        if (cursor.shape != CursorShape::standard) {
            out_ += "\x1b[";
            number(2 * static_cast<int>(cursor.shape) - (cursor.blink ? 1 : 0));
            out_ += " q";
        }
        if (cursor.shape == CursorShape::standard && cursor.blink) private_mode(12, true);
        if (!cursor.visible) private_mode(25, false);
    }

    const Snapshot& snapshot_;
    const TerminalState& state_;
    const std::function<void(std::string_view)>& write_;
    std::string out_;
    Style style_; // the terminal's current style
    Link link_;
    char32_t written_ = 0; ///< the character written last
};

} // namespace

void write_vt(const Snapshot& snapshot, const WriteVt& what, const std::function<void(std::string_view)>& write)
{
    VtWriter(snapshot, write).run(what);
}

std::string write_vt(const Snapshot& snapshot, const WriteVt& what)
{
    std::string out;
    write_vt(snapshot, what, [&out](std::string_view bytes) { out += bytes; });
    return out;
}

} // namespace cleat
