#include "client/viewer/session_view.h"

#include "client/keys/mouse_report.h"
#include "common/model/reflow.h"
#include "common/render/pushed_rows.h"

#include <algorithm>
#include <utility>

namespace cleat {

SessionView::SessionView(Loop& loop, FullScreen& screen, SessionMirror& mirror, Handlers handlers)
    : screen_(screen),
      mirror_(mirror),
      handlers_(std::move(handlers)),
      size_timer_(loop,
                  [this] {
                      awaited_.reset();
                      repaint_.schedule();
                  }),
      settle_timer_(loop, [this] { repaint_.schedule(); }),
      repaint_(loop, [this] { handlers_.repaint(); })
{}

Result<void> SessionView::take(Step&& step)
{
    auto pushed = mirror_.take(std::move(step));
    if (!pushed) return pushed.error();
    take_rows(std::move(*pushed));
    return {};
}

/// Passes on rows that scrolled off the top.
void SessionView::take_rows(SessionMirror::PushedRows pushed)
{
    if (!pushed.places) return scrollback_.push(std::move(pushed.rows), pushed.skipped);
    const RowPositions& places = *pushed.places;
    scrollback_.push({std::move(pushed.rows), pushed.skipped, places, mirror_.screen().size}, !is_window());
    if (const auto end = scrollback_.taken_back())
        screen_.painter().take_back(rows_before(mirror_.screen().primary, places.top, *end));
}

void SessionView::paint()
{
    if (const auto bytes = frame()) screen_.write(*bytes);
}

std::optional<std::string> SessionView::frame()
{
    if (!screen_.painter().has_begun() || screen_.is_over() || !mirror_.has_screen() || awaits_size())
        return std::nullopt;
    stop_waiting_for_size();
    is_repaint_due_ = !has_room();
    if (is_repaint_due_) return std::nullopt;
    mirror_.drawn();
    const auto unsettled = scrollback_.ready_at() - Clock::now();
    std::string out = unsettled.count() > 0 && !is_window() ? frame_without_rows(unsettled) : final_frame();
    screen_.keys().set_mouse_encoding(mirror_.screen().modes.mouse_encoding);
    screen_.keys().set_pannable(is_window());
    return out;
}

/// Leaves out rows that scrolled off the top until the terminal's size has settled.
std::string SessionView::frame_without_rows(Clock::duration unsettled)
{
    scrollback_.draw_without_rows(mirror_.screen(), Clock::now());
    settle_timer_.start(std::chrono::ceil<std::chrono::microseconds>(unsettled));
    return screen_.painter().paint(mirror_.screen());
}

/// Includes the rows that scrolled off the top, if there is a scrollback that they can go to.
std::string SessionView::final_frame()
{
    Painter& painter = screen_.painter();
    if (!mirror_.has_screen()) return {};
    if (is_window()) return painter.paint(mirror_.screen());
    const Scrollback::Leaving leaving = scrollback_.take(mirror_.screen(), Clock::now());
    const std::string notice = leaving.skipped > 0 ? skipped_notice(leaving.skipped) : std::string();
    return painter.paint(mirror_.screen(), leaving.rows, notice);
}

void SessionView::pass_over()
{
    if (!awaits_size()) stop_waiting_for_size();
    mirror_.drawn();
}

void SessionView::written()
{
    if (std::exchange(is_repaint_due_, false)) repaint_.schedule();
}

bool SessionView::measure()
{
    Painter& painter = screen_.painter();
    const Size size = screen_.size();
    if (!painter.has_begun() || size == painter.terminal()) return false;
    painter.resized(size);
    if (!painter.is_main_empty()) scrollback_.terminal_resized(size, Clock::now());
    return true;
}

void SessionView::follow_terminal()
{
    const Size size = screen_.painter().terminal();
    if (size == reported_size_) return;
    reported_size_ = size;
    handlers_.resize(size);
    if (mirror_.role() != Role::controller) return;
    awaited_ = size;
    size_timer_.start(NEW_SIZE_WITHIN);
}

void SessionView::stop_waiting_for_size()
{
    awaited_.reset();
    size_timer_.stop();
}

void SessionView::pan(const PanEvent& event)
{
    const Size window = screen_.painter().window(mirror_.screen());
    screen_.painter().pan(event.rows * std::max(1, window.rows / 4), event.columns * std::max(1, window.columns / 4));
}

/// Translates a position in the window to the position on the session's screen.
std::optional<std::string> SessionView::mouse_report(const MouseEvent& event) const
{
    if (!is_window()) return event.bytes;
    const Painter& painter = screen_.painter();
    const Corner corner = painter.corner();
    const WindowPosition place{.row = corner.row, .column = corner.column, .size = painter.window(mirror_.screen())};
    return move_mouse_report(event.bytes, mirror_.screen().modes.mouse_encoding, place, mirror_.screen().size);
}

} // namespace cleat
