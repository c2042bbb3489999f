#include "common/view/attachment.h"

#include "common/view/history_rows.h"

#include <algorithm>
#include <cassert>

namespace cleat {

void Attachment::changed(Clock::time_point now)
{
    dirty_ = true;
    last_change_ = now;
    if (!behind_since_) behind_since_ = now;
}

void Attachment::expedite(Clock::time_point now)
{
    urgent_ = true;
    echo_until_ = now + ECHO_WITHIN;
}

void Attachment::before_resize(const History& history, Size from, Size to, Clock::time_point now)
{
    if (!started_) return;
    HistoryRow row = std::min(unsent_, drawn_);
    if (now - last_step_ < SETTLED) row = rows_before(history, row, std::max(from.rows, to.rows));
    resend_from_ = position_of(history, row, from.columns);
}

void Attachment::after_resize(const History& history, int columns, std::uint64_t rows_scrolled)
{
    dirty_ = urgent_ = true;
    if (!started_) return;
    // Lines keep their numbers, rows do not: a row that was sent in part is sent again.
    const HistoryRow end = history.end_row();
    unsent_ = std::min(row_at(history, resend_from_, columns), end);
    if (unsent_ == end) rows_sent_ = rows_scrolled;
    drawn_ = unsent_;
    for (InFlight& step : in_flight_) step.unsent = unsent_;
}

bool Attachment::acknowledged(std::uint64_t number, Clock::time_point now)
{
    if (in_flight_.empty() || number < in_flight_.front().number || number > number_) return false;
    auto drawn = in_flight_.begin();
    for (; drawn != in_flight_.end() && drawn->number <= number; ++drawn) drawn_ = drawn->unsent;
    in_flight_.erase(in_flight_.begin(), drawn);
    behind_since_ = is_shown() ? std::nullopt : std::optional(now);
    return true;
}

std::optional<Clock::time_point> Attachment::due() const
{
    if (is_sent() || in_flight_.size() >= MAX_IN_FLIGHT + extra_) return std::nullopt;
    if (finishing_ || urgent_) return Clock::time_point();
    if (dirty_) return last_step_ + (last_step_ < echo_until_ ? ECHO_PACE : PACE);
    return std::max(last_step_, last_change_ + PAUSE);
}

ViewerStep Attachment::next(const ShownFrameRef& to, FrameRows& rows, Clock::time_point now)
{
    assert(to->number > number_);
    ViewerStep step{shown_, to, nullptr, 0};
    if (!started_) start(to->frame, rows, step);
    else push(to->frame, rows, now, step);
    number_ = to->number;
    in_flight_.push_back({number_, unsent_});
    extra_ = 0;
    shown_ = to;
    dirty_ = urgent_ = false;
    last_step_ = now;
    return step;
}

void Attachment::drop_unacknowledged(Clock::time_point now)
{
    if (!is_waiting() || now - last_step_ < PATIENCE) return;
    shown_.reset();
    dirty_ = true;
}

bool Attachment::is_silent(Clock::time_point now) const
{
    return behind_since_ && now - *behind_since_ >= PATIENCE;
}

std::optional<Clock::time_point> Attachment::patience_deadline(Clock::time_point now) const
{
    std::optional<Clock::time_point> out;
    if (is_waiting()) out = last_step_ + PATIENCE;
    if (behind_since_ && !is_silent(now))
        out = std::min(out.value_or(Clock::time_point::max()), *behind_since_ + PATIENCE);
    return out;
}

/// The row `rows` before `place`, or the first row of history.
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

void Attachment::start(const Frame& frame, FrameRows& rows, ViewerStep& step)
{
    started_ = true;
    rows_sent_ = frame.screen.rows_scrolled;
    unsent_ = frame.end;
    const std::uint64_t wanted = std::min<std::uint64_t>(request_.first, request_.catch_up);
    if (wanted == 0) return;
    const FrameRows::Newest newest = rows.newest(wanted, rows.first_line());
    if (newest.rows == 0) return;
    const std::uint64_t given = std::min(newest.rows, wanted);
    unsent_ = {newest.line, static_cast<std::size_t>(newest.rows - given)};
    rows_sent_ -= std::min(given, rows_sent_);
    take_rows(frame, rows, step);
}

void Attachment::push(const Frame& frame, FrameRows& rows, Clock::time_point now, ViewerStep& step)
{
    const Screen& screen = frame.screen;
    if (unsent_ >= frame.end) {
        // There are no new rows; rows that scrolled away without being kept cannot be sent.
        has_pending_rows_ = false;
        rows_sent_ = screen.rows_scrolled;
        return;
    }
    const bool few = screen.rows_scrolled - rows_sent_ <= MAX_PUSHED && unsent_.line >= rows.first_line();
    const bool paused = finishing_ || now - last_change_ >= PAUSE;
    if (screen.active != Side::primary && !finishing_ && !few) {
        has_pending_rows_ = false; // sent when the primary screen is back
        return;
    }
    if (!paused && (has_pending_rows_ || !few)) {
        has_pending_rows_ = true;
        return;
    }
    if (!few) skip_to_newest(frame, rows, step);
    take_rows(frame, rows, step);
}

void Attachment::skip_to_newest(const Frame& frame, FrameRows& rows, ViewerStep& step)
{
    const Screen& screen = frame.screen;
    const FrameRows::Newest newest = rows.newest(request_.catch_up, std::max(rows.first_line(), unsent_.line));
    if (newest.line <= unsent_.line) return; // all rows were requested
    const std::uint64_t extra = newest.rows > request_.catch_up ? newest.rows - request_.catch_up : 0;
    unsent_ = {newest.line, static_cast<std::size_t>(extra)};
    const std::uint64_t kept = screen.rows_scrolled - std::min(newest.rows - extra, screen.rows_scrolled);
    step.skipped = kept > rows_sent_ ? kept - rows_sent_ : 0;
    rows_sent_ = std::max(rows_sent_, kept);
}

void Attachment::take_rows(const Frame& frame, FrameRows& rows, ViewerStep& step)
{
    const Screen& screen = frame.screen;
    step.rows = rows.take(unsent_);
    unsent_ = step.rows->next;
    rows_sent_ = std::min(screen.rows_scrolled, rows_sent_ + step.rows->rows.size());
    has_pending_rows_ = unsent_ < frame.end;
    if (!has_pending_rows_) rows_sent_ = screen.rows_scrolled;
}

} // namespace cleat
