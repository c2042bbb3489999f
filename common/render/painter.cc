#include "common/render/painter.h"

#include "common/render/banner.h"
#include "common/render/notice_position.h"
#include "common/render/pushed_rows.h"
#include "common/render/sequences.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Sets a plain interpretation of output, whatever was set before: full margins, ASCII, replacing, LF without CR,
/// autowrap. DECSTBM homes the cursor, which is therefore saved and restored around it.
constexpr std::string_view TAKE_OUTPUT_PLAINLY = "\x1b"
                                                 "7\x1b[?69l\x1b[r\x1b"
                                                 "8\x0f\x1b(B\x1b[4l\x1b[20l\x1b[?7h";
constexpr std::string_view ORIGIN_OFF = "\x1b[?6l";
constexpr std::string_view ERASE_ALL = "\x1b[H\x1b[J";
constexpr std::string_view ERASE_FROM_SECOND_ROW = "\x1b[2H\x1b[J";
constexpr std::string_view ERASE_FIRST_ROW = "\x1b[H\x1b[K";
constexpr std::size_t DICTIONARY_LIMIT = 4'096;
constexpr std::size_t FLICKERING = 48; // bytes; drawing a longer frame is visible

bool has_unknown(const std::vector<RowRef>& rows)
{
    return rows.empty() || std::find(rows.begin(), rows.end(), nullptr) != rows.end();
}

} // namespace

Painter::Painter(Capabilities capabilities)
    : canvas_(std::move(capabilities)), dictionary_(std::make_shared<Dictionary>())
{}

std::string Painter::begin(Size terminal, Placing placing)
{
    begun_ = true;
    placement_ = capabilities().alternate_screen() ? placing : Placing::main_screen;
    side_ = Side::primary;
    resized(terminal);
    is_main_cleared_ = false;
    canvas_.brush().invalidate();
    canvas_.out() += TAKE_OUTPUT_PLAINLY;
    canvas_.use_default_brush();
    if (placement_ == Placing::alternate_screen) {
        enter_alternate();
        return canvas_.take();
    }
    // From any cursor position, as many line feeds as there are rows push exactly the rows down to the cursor into the
    // history.
    canvas_.out().append(static_cast<std::size_t>(std::max(0, terminal.rows)), '\n');
    canvas_.out() += ORIGIN_OFF;
    canvas_.out() += ERASE_ALL;
    if (is_drawable()) {
        main_.clear();
        canvas_.set_position({});
    }
    return canvas_.take();
}

std::string Painter::paint(const Screen& wanted, std::span<const std::string> pushed, std::string_view notice)
{
    if (!begun_ || !is_drawable()) return {};
    renew_dictionary();
    const bool cursor_was_visible = modes_.is_cursor_visible();
    place_window(wanted);
    if (is_window(wanted)) {
        const Screen window = window_on(wanted);
        show(side_for(wanted));
        paint_top(window);
        modes_.follow(window, side_, capabilities(), canvas_.out());
        place_cursor(window);
    } else {
        paint_rows(wanted, pushed, notice);
        modes_.follow(wanted, side_, capabilities(), canvas_.out());
        place_cursor(wanted);
    }
    return frame(cursor_was_visible);
}

std::string Painter::paint_page(const Screen& page)
{
    if (!begun_ || !is_drawable()) return {};
    renew_dictionary();
    const bool cursor_was_visible = modes_.is_cursor_visible();
    show(capabilities().alternate_screen() ? Side::alternate : Side::primary);
    paint_top(page);
    modes_.follow(page, side_, capabilities(), canvas_.out());
    place_cursor(page);
    return frame(cursor_was_visible);
}

void Painter::set_capabilities(Capabilities capabilities)
{
    if (capabilities.grapheme_clusters != canvas_.capabilities().grapheme_clusters) {
        main_.drop_clusters();
        alternate_.drop_clusters();
    }
    canvas_.set_capabilities(std::move(capabilities));
}

void Painter::resized(Size terminal)
{
    if (!has_unknown(main_.rows())) before_resize_ = main_.rows();
    canvas_.resize(terminal);
    if (!is_drawable()) return;
    main_.invalidate(terminal);
    alternate_.invalidate(terminal);
}

void Painter::take_back(int rows)
{
    if (!capabilities().unscroll || side_ == Side::alternate || rows <= 0) return;
    canvas_.use_default_brush();
    append_csi(canvas_.out(), "", {rows}, "+T");
    canvas_.invalidate_position();
}

std::string Painter::end()
{
    if (!begun_) return {};
    if (side_ == Side::alternate) leave_alternate();
    if (is_drawable() && !primary_.empty() && primary_[0]->columns() == canvas_.size().columns &&
        static_cast<int>(primary_.size()) == canvas_.size().rows)
        main_.paint(canvas_, primary_);
    else restore_main();
    canvas_.use_default_brush();
    if (is_drawable() && placement_ == Placing::main_screen) {
        const int used = main_.used_rows();
        canvas_.move_to(std::max(0, used - 1), 0);
        if (used > 0) canvas_.out() += "\r\n";
    }
    canvas_.put_back();
    modes_.undo(canvas_.out());
    begun_ = false;
    primary_.clear();
    is_main_cleared_ = false;
    say({}, {});
    panned_ = false;
    return canvas_.take();
}

void Painter::pan(int rows, int columns)
{
    panned_ = true;
    corner_.row += rows;
    corner_.column += columns;
}

Side Painter::side_for(const Screen& wanted) const
{
    if (!capabilities().alternate_screen()) return Side::primary;
    const bool alternate =
        placement_ == Placing::alternate_screen || wanted.active == Side::alternate || is_window(wanted);
    return alternate ? Side::alternate : Side::primary;
}

void Painter::place_window(const Screen& wanted)
{
    const Size size = window(wanted);
    corner_ = panned_ ? within(corner_, wanted, size) : cleat::follow_cursor(corner_, wanted, size);
}

Size Painter::window(const Screen& wanted) const
{
    Size size = canvas_.size();
    if (is_window(wanted) && status_ && size.rows > 1) --size.rows;
    return size;
}

/// The terminal's contents while it shows a window on `wanted`: the part of the screen, and the status.
Screen Painter::window_on(const Screen& wanted) const
{
    const Size size = window(wanted);
    Screen shown = crop(wanted, size, corner_);
    mark_edges(shown, wanted.size, corner_);
    if (size == canvas_.size()) return shown;
    shown.size = canvas_.size();
    const auto line = notice_row(status_text(*status_, wanted.size, size, corner_), size.columns, dictionary_);
    shown.primary.push_back(line);
    shown.alternate.push_back(line);
    return shown;
}

/// Paints a screen that has the terminal's size.
void Painter::paint_rows(const Screen& wanted, std::span<const std::string> pushed, std::string_view notice)
{
    if (placement_ == Placing::alternate_screen) return paint_top(wanted);

    const bool on_top = wanted.active == Side::primary;
    const bool must_roll = !pushed.empty() || !notice.empty();
    // The primary screen below an alternate one is painted now if rows have to go through its top, otherwise once it is
    // shown.
    if (on_top || must_roll) {
        show(Side::primary);
        paint_primary(wanted, pushed, notice, on_top);
        primary_.clear();
        is_main_cleared_ = false;
    } else {
        primary_ = wanted.primary;
    }
    if (on_top) return;
    show(side_for(wanted));
    paint_top(wanted);
}

void Painter::paint_primary(const Screen& wanted, std::span<const std::string> pushed, std::string_view notice,
                            bool is_on_top)
{
    const int columns = canvas_.size().columns;
    Sheet::Roll roll(main_, canvas_);
    if (!notice.empty()) roll.add(notice_row(notice, columns, dictionary_));
    unpack_pushed(pushed, columns, dictionary_, [&](RowRef row) { roll.add(std::move(row)); });
    for (auto& row : is_on_top ? covered(wanted) : wanted.primary) roll.add(row);
}

/// Paints the active screen's rows in place.
void Painter::paint_top(const Screen& wanted)
{
    const auto rows = covered(wanted);
    if (side_ == Side::alternate) alternate_.paint_by_scrolling(canvas_, rows);
    else main_.paint(canvas_, rows);
}

/// The active screen's rows, with the client's banner or notice over them.
std::vector<RowRef> Painter::covered(const Screen& shown)
{
    std::vector<RowRef> rows = shown.rows();
    const auto cover = [&](std::size_t row, const std::string& text) {
        rows[row] = notice_row(text, canvas_.size().columns, dictionary_);
    };
    const auto lines = fold_banner(banner_, canvas_.size());
    const std::size_t first = rows.size() - std::min(rows.size(), lines.size());
    for (std::size_t i = first; i < rows.size(); ++i) cover(i, lines[i - first]);
    const auto place = notice_position(static_cast<int>(rows.size()), shown.cursor.row);
    if (!notice_.empty() && place) cover(static_cast<std::size_t>(*place), ' ' + notice_ + ' ');
    return rows;
}

void Painter::show(Side side)
{
    if (side == side_) return;
    if (side == Side::primary) return leave_alternate();
    clear_main();
    enter_alternate();
}

/// Empties the main screen and puts the cursor at its start. Erases in two steps, because some terminals move what is
/// erased from the very start into their history.
void Painter::clear_main()
{
    if (placement_ == Placing::alternate_screen || is_main_cleared_) return;
    saved_main_ = has_unknown(main_.rows()) ? std::move(before_resize_) : main_.rows();
    is_main_cleared_ = true;
    canvas_.use_default_brush();
    main_.reset_line_sizes(canvas_);
    if (canvas_.size().rows > 1) canvas_.out() += ERASE_FROM_SECOND_ROW;
    canvas_.out() += ERASE_FIRST_ROW;
    canvas_.set_position({});
    main_.clear();
}

/// Paints as much of the main screen's earlier contents as fits.
void Painter::restore_main()
{
    if (!is_drawable() || !is_main_cleared_ || saved_main_.empty()) return;
    Screen before({.rows = static_cast<int>(saved_main_.size()), .columns = saved_main_[0]->columns()});
    before.primary = saved_main_;
    main_.paint(canvas_, crop(before, canvas_.size(), {}).primary);
}

void Painter::enter_alternate()
{
    // When terminals switch screens they save the cursor with its attributes and an open link.
    canvas_.use_default_brush();
    canvas_.out() += capabilities().enter_alternate;
    canvas_.brush().invalidate();
    canvas_.use_default_brush();
    canvas_.out() += ERASE_ALL;
    canvas_.set_position({});
    side_ = Side::alternate;
    if (is_drawable()) alternate_.clear();
}

void Painter::leave_alternate()
{
    modes_.leave_alternate(canvas_.out());
    canvas_.use_default_brush();
    canvas_.out() += capabilities().leave_alternate;
    canvas_.brush().invalidate();
    canvas_.use_default_brush();
    canvas_.invalidate_position();
    side_ = Side::primary;
}

/// A pending wrap is produced by writing the last glyph of the row again.
void Painter::place_cursor(const Screen& shown)
{
    const Cursor& cursor = shown.cursor;
    const int row = std::clamp(cursor.row, 0, canvas_.size().rows - 1);
    const int column = std::clamp(cursor.column, 0, canvas_.size().columns - 1);
    if (cursor.pending_wrap && sheet().wait_to_wrap(canvas_, row, column)) return;
    if (!sheet().follow_stretch(canvas_, row, column)) canvas_.move_to(row, column);
}

std::string Painter::frame(bool cursor_was_visible)
{
    std::string body = canvas_.take();
    if (body.empty()) return body;
    if (capabilities().synchronised_output) return "\x1b[?2026h" + body + "\x1b[?2026l";
    if (body.size() < FLICKERING || !cursor_was_visible || !capabilities().cursor_visibility) return body;
    return "\x1b[?25l" + body + (modes_.is_cursor_visible() ? "\x1b[?25h" : "");
}

/// Rows still shown keep the old dictionary alive.
void Painter::renew_dictionary()
{
    if (dictionary_->entries() > DICTIONARY_LIMIT) dictionary_ = std::make_shared<Dictionary>();
}

} // namespace cleat
