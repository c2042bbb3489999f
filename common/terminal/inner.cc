#include "common/terminal/inner.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Limit on unread replies, in bytes; a program that queries and never reads loses the rest.
constexpr std::size_t MAX_REPLIES = 64U << 10;
constexpr std::size_t MAX_EVENTS = 256;

/// A dictionary is renewed when its number of entries exceeds, by this many, twice the number that were in use when it
/// was created.
constexpr std::size_t SPARE_ENTRIES = 4096;

std::vector<std::shared_ptr<Row>> translated(const std::vector<RowRef>& rows, const DictionaryRef& dictionary)
{
    std::vector<std::shared_ptr<Row>> out;
    out.reserve(rows.size());
    for (const auto& row : rows) out.push_back(std::make_shared<Row>(translate(*row, dictionary)));
    return out;
}

} // namespace

Terminal::Inner::Inner(Size size, History history)
    : state_(size),
      dictionary_(std::make_shared<Dictionary>()),
      primary_(size, dictionary_),
      alternate_(size, dictionary_),
      history_(std::move(history)),
      libvterm_(size, *this)
{}

Terminal::Inner::Inner(const Snapshot& snapshot, History history) : Inner(snapshot.state.size, std::move(history))
{
    state_ = snapshot.state;
    primary_.replace(state_.size, translated(snapshot.primary, dictionary_));
    alternate_.replace(state_.size, translated(snapshot.alternate, dictionary_));
    dictionary_->settle();
    // No change for snapshots made by a terminal.
    primary_.settle(0, state_.size.rows - 1, now());
    alternate_.settle(0, state_.size.rows - 1, now());
    state_.cursor.pending_wrap = state_.cursor.pending_wrap && may_wrap();
    pen_changed();
    pass_margins();
    scanner_.feed(snapshot.tail, *this);
}

void Terminal::Inner::feed(std::string_view bytes)
{
    if (bytes.empty()) return;
    fed_before_ = state_.offset;
    state_.offset += bytes.size();
    state_.anchor.reset();
    scanner_.feed(bytes, *this);
}

Screen Terminal::Inner::screen() const
{
    Screen screen;
    screen.size = state_.size;
    screen.primary = primary_.rows();
    screen.alternate = alternate_.rows();
    screen.active = state_.active;
    screen.cursor = state_.cursor;
    screen.modes = state_.modes;
    screen.title = state_.title;
    screen.icon = state_.icon;
    screen.palette = state_.palette;
    screen.rows_scrolled = state_.rows_scrolled;
    return screen;
}

Snapshot Terminal::Inner::snapshot(SnapshotHistory history, UnfinishedClipboard unfinished) const
{
    const bool whole = unfinished == UnfinishedClipboard::kept;
    const auto snapshot_with = [this, whole](const History& lines) {
        return Snapshot{state_, primary_.rows(), alternate_.rows(), lines,
                        whole ? scanner_.tail() : scanner_.tail_without_clipboard()};
    };
    if (history == SnapshotHistory::kept) return snapshot_with(history_);
    History numbers(history_.limits());
    numbers.start_at(history_.end());
    return snapshot_with(numbers);
}

/// Must be called before the rows are looked at: it may replace them.
StyleId Terminal::Inner::find_pen_style()
{
    renew_dictionary_if_large();
    Style style = state_.pen.style;
    style.link = dictionary_->link_id(state_.pen.link);
    pen_style_ = dictionary_->style_id(style);
    pen_known_ = true;
    return pen_style_;
}

/// An erased cell: the pen's background and nothing else (xterm's and terminfo's "bce").
Cell Terminal::Inner::blank()
{
    pen_style();
    if (!blank_known_) {
        blank_style_ = dictionary_->style_id(Style{.background = state_.pen.style.background});
        blank_known_ = true;
    }
    return Cell::empty(blank_style_);
}

void Terminal::Inner::renew_dictionary_if_large()
{
    if (dictionary_->is_outgrown(SPARE_ENTRIES)) renew_dictionary();
}

void Terminal::Inner::renew_dictionary()
{
    dictionary_ = std::make_shared<Dictionary>();
    primary_.replace(state_.size, translated(primary_.rows(), dictionary_));
    alternate_.replace(state_.size, translated(alternate_.rows(), dictionary_));
    dictionary_->settle();
    pen_changed();
}

void Terminal::Inner::settle(int first_row, int last_row)
{
    grid().settle(first_row, last_row, now());
    const bool at_border = first_row == 0 && state_.active == Side::primary;
    if (at_border && history_.is_open() && primary_.row(0).cells[0].is_empty()) history_.close_line();
}

void Terminal::Inner::pass_margins()
{
    libvterm_.set_margins(state_.margins, state_.modes.left_right_margins);
}

void Terminal::Inner::reply(std::string_view bytes)
{
    if (replies_.size() + bytes.size() <= MAX_REPLIES) replies_ += bytes;
}

void Terminal::Inner::report(TerminalEvent event)
{
    if (events_.size() < MAX_EVENTS) events_.push_back(std::move(event));
}

void Terminal::Inner::control(char c)
{
    state_.joint = {};
    switch (c) {
    case '\a': report(BellEvent{}); break;
    case '\b': backspace(); break;
    case '\t': tab(1); break;
    case '\n':
    case '\v':
    case '\f': line_feed(); break;
    case '\r': carriage_return(); break;
    case 0x0e: state_.charsets.gl = 1; break;
    case 0x0f: state_.charsets.gl = 0; break;
    default: break;
    }
}

void Terminal::Inner::escape(char intermediate, char final)
{
    state_.joint = {};
    if (intermediate >= '(' && intermediate <= '/') return designate((intermediate - '(') % 4, final);
    if (intermediate == '#') {
        switch (final) {
        case '3': return set_line_size(LineSize::double_top);
        case '4': return set_line_size(LineSize::double_bottom);
        case '5': return set_line_size(LineSize::normal);
        case '6': return set_line_size(LineSize::double_width);
        case '8': return align();
        default: return;
        }
    }
    if (intermediate != 0) return;
    switch (final) {
    case '6': return column_index(-1);
    case '7': return save_cursor();
    case '8': return restore_cursor();
    case '9': return column_index(1);
    case 'D': return index();
    case 'E': return new_line();
    case 'H': return state_.tab_stops.set(state_.cursor.column);
    case 'M': return reverse_index();
    case 'N': state_.charsets.single = 2; return;
    case 'O': state_.charsets.single = 3; return;
    case 'V': return protect(Protection::areas, true);
    case 'W': return protect(Protection::areas, false);
    case 'Z': return device_attributes({});
    case 'c': return reset();
    case 'n': state_.charsets.gl = 2; return;
    case 'o': state_.charsets.gl = 3; return;
    case '=': state_.modes.keypad = true; return;
    case '>': state_.modes.keypad = false; return;
    default: return;
    }
}

void Terminal::Inner::string(Scanner::StringKind kind, std::string_view payload, Scanner::StringEnd end)
{
    state_.joint = {};
    if (kind == Scanner::StringKind::osc) command(payload, end);
    else device_control(payload);
}

void Terminal::Inner::scroll(Rect rect, int up, int left)
{
    const bool whole_rows = left == 0 && rect.left == 0 && rect.right == state_.size.columns;
    if (!whole_rows) {
        grid().shift(rect, up, left, blank(), now());
    } else if (up > 0) {
        grid().set_wrapped(rect.bottom - 1, false, now());
        grid().scroll_up(rect.top, rect.bottom, up, blank(), now(), nullptr);
    } else {
        grid().scroll_down(rect.top, rect.bottom, -up, blank(), now());
    }
    if (rect.top == 0 && left == 0 && state_.active == Side::primary) history_.close_line();
    settle(rect.top, rect.bottom - 1);
}

void Terminal::Inner::erase(Rect rect, bool selective)
{
    if (rect.rows() <= 0) return;
    grid().erase(rect, blank(), selective, now());
    settle(rect.top, rect.bottom - 1);
}

void Terminal::Inner::reset_line_size(int row)
{
    if (grid().row(row).line_size != LineSize::normal) grid().write(row, now()).line_size = LineSize::normal;
}

/// Scrolls the region within the margins. Lines that leave the top of the primary screen go to the history, even if
/// only a part of the screen scrolls, as in xterm and similar terminals.
void Terminal::Inner::scroll_up(int count)
{
    const auto& margins = state_.margins;
    const Rect region{margins.top, margins.bottom + 1, margins.left, margins.right + 1};
    if (region.columns() < state_.size.columns) {
        grid().shift(region, count, 0, blank(), now());
        settle(region.top, region.bottom - 1);
        return;
    }
    const bool leaves = region.top == 0 && state_.active == Side::primary;
    count = std::min(count, region.rows());
    grid().scroll_up(region.top, region.bottom, count, blank(), now(), leaves ? &history_ : nullptr);
    if (leaves) state_.rows_scrolled += static_cast<std::uint64_t>(count);
}

void Terminal::Inner::home()
{
    move_to(0, 0);
}

void Terminal::Inner::carriage_return()
{
    state_.cursor.column = left_limit();
    state_.cursor.pending_wrap = false;
}

void Terminal::Inner::line_feed()
{
    index();
    if (state_.modes.newline) carriage_return();
}

void Terminal::Inner::new_line()
{
    index();
    carriage_return();
}

void Terminal::Inner::index()
{
    auto& cursor = state_.cursor;
    cursor.pending_wrap = false;
    if (cursor.row == state_.margins.bottom) {
        if (!state_.margins.has_column(cursor.column)) return;
        grid().set_wrapped(cursor.row, false, now());
        scroll_up(1);
    } else if (cursor.row < state_.size.rows - 1) {
        ++cursor.row;
    }
}

void Terminal::Inner::reverse_index()
{
    auto& cursor = state_.cursor;
    cursor.pending_wrap = false;
    if (cursor.row == state_.margins.top) {
        if (!state_.margins.has_column(cursor.column)) return;
        const auto& margins = state_.margins;
        scroll({margins.top, margins.bottom + 1, margins.left, margins.right + 1}, -1, 0);
    } else if (cursor.row > 0) {
        --cursor.row;
    }
}

/// DECBI and DECFI: back or forward one column, scrolling sideways at a margin.
void Terminal::Inner::column_index(int direction)
{
    auto& cursor = state_.cursor;
    const auto& margins = state_.margins;
    cursor.pending_wrap = false;
    const int edge = direction < 0 ? margins.left : margins.right;
    if (cursor.column == edge && margins.has_row(cursor.row))
        scroll({margins.top, margins.bottom + 1, margins.left, margins.right + 1}, 0, direction);
    else if (cursor.column != edge) cursor.column = std::clamp(cursor.column + direction, 0, state_.size.columns - 1);
}

void Terminal::Inner::backspace()
{
    go_back(1);
}

/// BS and CUB. While autowrap is on, xterm's modes 45 and 1045 make them wrap backwards: with 45 into the previous line
/// if it continues in this one, with 1045 into any previous line, and from the first line into the last. A pending wrap
/// then counts as a column.
void Terminal::Inner::go_back(int count)
{
    auto& cursor = state_.cursor;
    const bool unbounded = state_.quiet_modes.unbounded_reverse_wrap && state_.modes.autowrap;
    const bool wraps = unbounded || (state_.modes.reverse_wrap && state_.modes.autowrap);
    const int left = left_limit();
    if (wraps && cursor.pending_wrap) --count;
    cursor.pending_wrap = false;
    for (;;) {
        const int step = std::min(count, std::max(0, cursor.column - left));
        cursor.column -= step;
        count -= step;
        if (count == 0 || !wraps) return;
        const bool at_top = cursor.row == 0 || cursor.row == state_.margins.top;
        const int bottom = cursor.row == state_.margins.top ? state_.margins.bottom : state_.size.rows - 1;
        if (!unbounded && (at_top || !grid().row(cursor.row - 1).wrapped)) return;
        cursor.row = at_top ? bottom : cursor.row - 1;
        cursor.column = std::min(state_.margins.right, grid().usable_columns(cursor.row) - 1);
        --count;
    }
}

void Terminal::Inner::tab(int count)
{
    auto& cursor = state_.cursor;
    if (state_.quiet_modes.tab_wraps && cursor.pending_wrap) {
        wrap();
        settle(cursor.row, cursor.row);
    }
    for (; count > 0; --count) {
        const int next = state_.tab_stops.next(cursor.column, right_limit());
        if (next == cursor.column) break;
        // A tab in the last column keeps a pending wrap, as in xterm.
        cursor.column = std::max(cursor.column, next);
    }
}

void Terminal::Inner::tab_back(int count)
{
    auto& cursor = state_.cursor;
    cursor.pending_wrap = false;
    const int limit = state_.modes.origin ? state_.margins.left : 0;
    for (; count > 0 && cursor.column > limit; --count) cursor.column = state_.tab_stops.previous(cursor.column, limit);
}

void Terminal::Inner::save_cursor()
{
    const auto& cursor = state_.cursor;
    state_.saved(state_.active) = SavedCursor{.row = cursor.row,
                                              .column = cursor.column,
                                              .pending_wrap = cursor.pending_wrap,
                                              .origin = state_.modes.origin,
                                              .pen = state_.pen,
                                              .charsets = state_.charsets};
    state_.saved(state_.active)->charsets.single = 0;
}

/// Whether a wrap can be pending at the cursor: it is on a glyph that ends a line.
bool Terminal::Inner::may_wrap() const
{
    const auto& cursor = state_.cursor;
    const bool full = !grid().row(cursor.row).cells[static_cast<std::size_t>(cursor.column)].is_empty();
    return state_.modes.autowrap && full && cursor.column == right_limit();
}

/// DECRC: the saved state, or the state after a reset. A pending wrap is restored only if it still has a glyph to its
/// left.
void Terminal::Inner::restore_cursor()
{
    const auto saved = state_.saved(state_.active).value_or(SavedCursor{});
    auto& cursor = state_.cursor;
    state_.modes.origin = saved.origin;
    state_.pen = saved.pen;
    state_.charsets = saved.charsets;
    pen_changed();

    const auto& margins = state_.margins;
    cursor.row =
        std::clamp(saved.row, saved.origin ? margins.top : 0, saved.origin ? margins.bottom : state_.size.rows - 1);
    cursor.column = std::clamp(saved.column, saved.origin ? margins.left : 0,
                               saved.origin ? margins.right : state_.size.columns - 1);
    cursor.pending_wrap = saved.pending_wrap && may_wrap() && cursor.row == saved.row && cursor.column == saved.column;
}

void Terminal::Inner::switch_to(Side side)
{
    if (state_.active == side) return;
    state_.active = side;
    state_.cursor.pending_wrap = false;
    state_.modes.keyboard_flags = state_.keyboard().current;
}

/// DECALN: fills the screen with E in the default rendition, and resets the margins.
void Terminal::Inner::align()
{
    reset_margins();
    set_origin(false);
    for (int row = 0; row < state_.size.rows; ++row) {
        auto& to = grid().write(row, now());
        std::fill(to.cells.begin(), to.cells.end(), Cell::code_point(U'E', 0));
        to.wrapped = false;
        to.line_size = LineSize::normal;
        to.mark = {};
    }
    if (state_.active == Side::primary) history_.close_line();
}

/// DECSWL, DECDWL, DECDHL: the right half of a row that becomes double-width is lost (DEC STD 070).
void Terminal::Inner::set_line_size(LineSize size)
{
    if (state_.modes.left_right_margins) return;
    auto& cursor = state_.cursor;
    grid().write(cursor.row, now()).line_size = size;
    const int usable = grid().usable_columns(cursor.row);
    settle(cursor.row, cursor.row);
    if (cursor.row == 0 && state_.active == Side::primary) history_.close_line();
    cursor.column = std::min(cursor.column, usable - 1);
    cursor.pending_wrap = false;
}

void Terminal::Inner::designate(int set, char final)
{
    const auto charset = final == '0' ? Charset::dec_graphics : final == 'A' ? Charset::united_kingdom : Charset::ascii;
    state_.charsets.designated[static_cast<std::size_t>(set)] = charset;
}

void Terminal::Inner::reset_margins()
{
    state_.margins = Margins::whole(state_.size);
    pass_margins();
}

/// RIS. History, title and the program's directory stay: they belong to the session.
void Terminal::Inner::reset()
{
    TerminalState fresh(state_.size);
    fresh.title = state_.title;
    fresh.icon = state_.icon;
    fresh.working_directory = state_.working_directory;
    fresh.profile = state_.profile;
    fresh.readback = state_.readback;
    fresh.offset = state_.offset;
    fresh.rows_scrolled = state_.rows_scrolled;
    state_ = std::move(fresh);
    before_update_.reset();
    pen_changed();
    pass_margins();
    const Rect all{0, state_.size.rows, 0, state_.size.columns};
    for (auto* grid : {&primary_, &alternate_}) {
        grid->erase(all, Cell{}, false, now());
        grid->settle(0, state_.size.rows - 1, now());
        grid->reset_line_sizes(now());
    }
    history_.close_line();
}

/// DECSTR, VT510 table 5-12, and what xterm resets besides.
void Terminal::Inner::soft_reset()
{
    for (const auto& mode : MODES)
        if (mode.has(mode::SOFT_RESET)) state_.modes.*mode.flag = mode.usual();
    for (const auto& mode : QUIET_MODES)
        if (mode.has(mode::SOFT_RESET)) state_.quiet_modes.*mode.flag = mode.usual();
    state_.modes.modify_other_keys = 0;
    state_.modes.keyboard_flags = 0;
    state_.protection = Protection::selective;
    state_.keyboard() = {};
    state_.cursor.visible = true;
    state_.cursor.shape = CursorShape::standard;
    state_.cursor.blink = false;
    state_.cursor.pending_wrap = false;
    state_.pen = {};
    state_.charsets = {};
    state_.saved(state_.active).reset();
    pen_changed();
    reset_margins();
}

} // namespace cleat
