#include "server/session/attachment.h"

#include "server/session/history_rows.h"

#include <algorithm>

namespace cleat {

namespace {

/// The lines of the history up to a row, of which the last may be a part of one.
std::uint64_t lines_until(HistoryRow end)
{
    return end.row > 0 ? end.line + 1 : end.line;
}

/// The rows of a line up to a row.
std::vector<std::string> rows_until(const History& history, std::uint64_t line, HistoryRow end, int columns)
{
    auto rows = rows_of_line(history, line, columns);
    if (line == end.line && rows.size() > end.row) rows.resize(end.row);
    return rows;
}

} // namespace

void Attachment::changed(Clock::time_point now)
{
    dirty_ = true;
    last_change_ = now;
}

void Attachment::before_resize(const History& history, int rows, Clock::time_point now)
{
    tell_from_.reset();
    if (!started_) return;
    const HistoryRow drawn = std::min(told_, told_with_.front());
    if (now - last_step_ < SETTLED) tell_from_ = rows_before(history, drawn, rows);
    else if (drawn < history.end_row() || dirty_ || acknowledged_ != number_) tell_from_ = drawn;
}

void Attachment::after_resize(const History& history, std::uint64_t rows_scrolled)
{
    dirty_ = urgent_ = true;
    if (!started_) return;
    // Lines keep their numbers, rows do not: a line that was told in part is told again.
    const HistoryRow end = history.end_row();
    told_ = tell_from_ ? std::min(HistoryRow{tell_from_->line, 0}, end) : end;
    if (told_ == end) rows_told_ = rows_scrolled;
    told_with_.assign(told_with_.size(), told_);
}

bool Attachment::acknowledged(std::uint64_t number)
{
    if (number <= acknowledged_ || number > number_) return false;
    for (; acknowledged_ < number; ++acknowledged_)
        if (told_with_.size() > 1) told_with_.pop_front();
    return true;
}

std::optional<Clock::time_point> Attachment::due() const
{
    if (is_told() || number_ - acknowledged_ >= MOST_UNDER_WAY + extra_) return std::nullopt;
    if (finishing_ || urgent_) return Clock::time_point();
    if (dirty_) return last_step_ + PACE;
    return std::max(last_step_, last_change_ + PAUSE);
}

ViewerStep Attachment::next(const Frame& frame, const History& history, Clock::time_point now)
{
    ViewerStep step;
    step.update = shown_ ? diff(*shown_, frame.screen) : whole(frame.screen);
    if (!started_) start(frame, history, step);
    else push(frame, history, now, step);
    step.number = ++number_;
    if (told_with_.empty()) told_with_.push_back({}); // before the first step
    told_with_.push_back(told_);
    extra_ = 0;
    shown_ = frame.screen;
    dirty_ = urgent_ = false;
    last_step_ = now;
    return step;
}

bool Attachment::was_shown(const Screen& screen) const
{
    return shown_ && diff(*shown_, screen) == Update();
}

void Attachment::lose_patience(Clock::time_point now)
{
    if (!is_waiting() || now - last_step_ < PATIENCE) return;
    shown_.reset();
    dirty_ = true;
}

/// The row that is `rows` before `place`, as far as history goes back.
HistoryRow Attachment::rows_before(const History& history, HistoryRow place, int rows)
{
    auto wanted = static_cast<std::size_t>(rows);
    if (place.row >= wanted) return {place.line, place.row - wanted};
    wanted -= place.row;
    std::uint64_t line = std::min(place.line, history.end());
    while (line > history.first() && wanted > 0) {
        const std::size_t there = history.rows(--line).size();
        if (there >= wanted) return {line, there - wanted};
        wanted -= there;
    }
    return {line, 0};
}

void Attachment::start(const Frame& frame, const History& history, ViewerStep& step)
{
    started_ = true;
    rows_told_ = frame.screen.rows_scrolled;
    told_ = frame.end;
    const std::uint64_t wanted = std::min<std::uint64_t>(wish_.first, wish_.catch_up);
    if (wanted == 0) return;
    std::uint64_t rows = 0;
    std::uint64_t line = lines_until(frame.end);
    while (line > history.first() && rows < wanted)
        rows += rows_until(history, --line, frame.end, frame.screen.size.columns).size();
    if (rows == 0) return;
    const std::uint64_t given = std::min(rows, wanted);
    told_ = {line, static_cast<std::size_t>(rows - given)};
    rows_told_ -= std::min(given, rows_told_);
    take_rows(frame, history, step);
}

void Attachment::push(const Frame& frame, const History& history, Clock::time_point now, ViewerStep& step)
{
    const Screen& screen = frame.screen;
    if (told_ >= frame.end) {
        // Nothing new is there to be told; what scrolled away without being kept cannot be.
        owes_ = false;
        rows_told_ = screen.rows_scrolled;
        return;
    }
    const bool few = screen.rows_scrolled - rows_told_ <= MOST_PUSHED && told_.line >= history.first();
    const bool paused = finishing_ || now - last_change_ >= PAUSE;
    if (screen.active != Side::primary && !finishing_ && !few) {
        owes_ = false; // paid when the primary screen is back
        return;
    }
    if (!paused && (owes_ || !few)) {
        owes_ = true;
        return;
    }
    if (!few) skip_to_newest(frame, history, step);
    take_rows(frame, history, step);
}

void Attachment::skip_to_newest(const Frame& frame, const History& history, ViewerStep& step)
{
    const Screen& screen = frame.screen;
    std::uint64_t rows = 0;
    std::uint64_t line = lines_until(frame.end);
    while (line > std::max(history.first(), told_.line) && rows < wish_.catch_up)
        rows += rows_until(history, --line, frame.end, screen.size.columns).size();
    if (line <= told_.line) return; // all of it is wanted
    const std::uint64_t extra = rows > wish_.catch_up ? rows - wish_.catch_up : 0;
    told_ = {line, static_cast<std::size_t>(extra)};
    const std::uint64_t kept = screen.rows_scrolled - std::min(rows - extra, screen.rows_scrolled);
    step.skipped = kept > rows_told_ ? kept - rows_told_ : 0;
    rows_told_ = std::max(rows_told_, kept);
}

void Attachment::take_rows(const Frame& frame, const History& history, ViewerStep& step)
{
    const Screen& screen = frame.screen;
    std::size_t bytes = 0;
    const auto has_room = [&] { return step.pushed.size() < MOST_PUSHED && bytes < MOST_PUSHED_BYTES; };
    while (told_ < frame.end && has_room()) {
        std::vector<std::string> rows = rows_until(history, told_.line, frame.end, screen.size.columns);
        for (; told_.row < rows.size() && has_room(); ++told_.row) {
            bytes += rows[told_.row].size();
            step.pushed.push_back(std::move(rows[told_.row]));
        }
        if (told_.row < rows.size()) break;
        told_ = std::min(HistoryRow{told_.line + 1, 0}, frame.end);
    }
    rows_told_ = std::min(screen.rows_scrolled, rows_told_ + step.pushed.size());
    owes_ = told_ < frame.end;
    if (!owes_) rows_told_ = screen.rows_scrolled;
}

} // namespace cleat
