#include "common/render/scrollback.h"

#include "common/model/packed_row.h"
#include "common/model/reflow.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

Row unpacked(std::string_view packed)
{
    StyleId fill = 0;
    return unpack(packed, std::make_shared<Dictionary>(), fill);
}

/// The first `cells` cells of the row, as a row whose line continues.
std::string first_of(std::string_view packed, std::uint64_t cells)
{
    Row row = unpacked(packed);
    row.cells.resize(static_cast<std::size_t>(std::min<std::uint64_t>(cells, row.cells.size())));
    row.wrapped = true;
    return pack(row);
}

/// The row without its first cells.
std::string without_first(std::string_view packed, std::uint64_t cells)
{
    StyleId fill = 0;
    const auto words = std::make_shared<Dictionary>();
    Row row = unpack(packed, words, fill);
    const auto cut = std::min<std::uint64_t>(cells, row.cells.size());
    row.cells.erase(row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(cut));
    if (!row.wrapped) row.cells.push_back(Cell::empty(fill));
    return pack(row);
}

} // namespace

void Scrollback::push(PushedRows push, bool follows)
{
    if (!std::exchange(knows_positions_, true)) left_.begin_at(push.places.from);
    skipped_ += push.skipped;
    const bool is_resized = places_.resizes != push.places.resizes;
    places_ = push.places;
    session_size_ = push.size;
    if (follows && moved_) follow(is_resized);
    rows_returned(places_.from);
    TextPosition at = places_.from;
    for (std::string& row : push.rows) {
        const TextPosition next = position_after(row, at);
        add({std::move(row), at, session_size_.columns});
        at = next;
    }
    rows_returned(places_.top);
}

void Scrollback::push(std::vector<std::string> rows, std::uint64_t skipped)
{
    skipped_ += skipped;
    for (std::string& row : rows) add({.row = std::move(row), .at = {}});
}

void Scrollback::terminal_resized(Size size, Time now)
{
    if (now >= ready_at_ && !moved_) {
        resized_ = now;
        tallest_ = session_size_.rows;
    }
    ready_at_ = now + CALM;
    tallest_ = std::max(tallest_, size.rows);
    moved_ = moved_.value_or(true) && recent_.are_drawn(resized_) && waiting_.empty();
    if (size != session_size_) return;
    if (!*moved_) put_uncertain_rows_again();
    moved_.reset();
}

/// If the session had scrolled between the last drawing and its resize, or if the terminal may have drawn the last rows
/// while its size changed, rows go to the scrollback twice rather than never. If the scrollback had rows that were on
/// the screen as well, the terminal did not take back the same rows as the session: then no row goes there again.
void Scrollback::follow(bool is_resized)
{
    const bool is_as_session =
        drawn_.is_drawn(resized_, places_.resized) && drawn_.scrolled() == places_.resized_scrolled;
    const bool is_sure = *moved_ && (!is_resized || is_as_session);
    moved_.reset();
    if (!is_sure) return put_uncertain_rows_again();
    if (!is_resized) return;
    adopted_before_ = places_.resized;
    if (!left_.ends_as_history(places_.resized)) return;
    left_.drop_from(places_.resized);
    recent_.drop_from(places_.resized);
    if (places_.resized < drawn_.top()) taken_back_ = drawn_.top();
}

/// Rows put into the scrollback shortly before the resize, and a screenful before those, go there again, except rows
/// that wait or are on the session's screen. Of several rows with the same position the latest counts.
void Scrollback::put_uncertain_rows_again()
{
    adopted_before_.reset();
    auto rows = recent_.take_undrawn(resized_, static_cast<std::size_t>(tallest_));
    if (rows.empty()) return;
    left_.drop_from(std::ranges::min_element(rows, {}, &RecentRows::Placed::at)->at);
    TextPosition end = waiting_.empty() || !waiting_.front().at ? places_.top : *waiting_.front().at;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (row->at >= end) continue;
        end = row->at;
        bytes_ += row->row.size();
        waiting_.push_front({std::move(row->row), row->at, row->columns});
    }
    bound();
}

bool Scrollback::is_adopted(const Waiting& waiting) const
{
    return adopted_before_ && waiting.at && *waiting.at < *adopted_before_;
}

/// Rows that the terminal has put into its scrollback itself need not wait.
void Scrollback::draw_without_rows(const Screen& screen, Time now)
{
    left_.start_group();
    for (; !waiting_.empty() && is_adopted(waiting_.front()); waiting_.pop_front()) {
        Waiting& waiting = waiting_.front();
        bytes_ -= waiting.row.size();
        (void)left_.leave(waiting.row, *waiting.at, waiting.columns);
        recent_.add_adopted({std::move(waiting.row), *waiting.at, waiting.columns});
    }
    drawn_.note(screen, places_.top, places_.scrolled, now);
}

Scrollback::Leaving Scrollback::take(const Screen& screen, Time now)
{
    draw_without_rows(screen, now);
    Leaving out{.rows = {}, .skipped = std::exchange(skipped_, 0)};
    if (out.skipped > 0)
        left_.interrupted(waiting_.empty() || !waiting_.front().at ? places_.top : *waiting_.front().at);
    for (Waiting& waiting : waiting_) {
        if (!waiting.at) {
            out.rows.push_back(std::move(waiting.row));
            continue;
        }
        const auto known = left_.leave(waiting.row, *waiting.at, waiting.columns);
        if (!known) continue;
        out.rows.push_back(*known == 0 ? waiting.row : without_first(waiting.row, *known));
        recent_.add({std::move(waiting.row), *waiting.at, waiting.columns}, now);
    }
    if (!places_.returned) left_.clear_returned(places_.top);
    waiting_.clear();
    bytes_ = 0;
    adopted_before_.reset();
    return out;
}

void Scrollback::add(Waiting waiting)
{
    bytes_ += waiting.row.size();
    waiting_.push_back(std::move(waiting));
    bound();
}

/// Keeps the newest rows.
void Scrollback::bound()
{
    while (waiting_.size() > MAX_ROWS || (bytes_ > MAX_BYTES && waiting_.size() > 1)) {
        bytes_ -= waiting_.front().row.size();
        waiting_.pop_front();
        ++skipped_;
    }
}

/// Waiting rows from `position` on are on the session's screen again, or are sent again.
void Scrollback::rows_returned(TextPosition position)
{
    while (!waiting_.empty() && waiting_.back().at && *waiting_.back().at >= position) {
        bytes_ -= waiting_.back().row.size();
        waiting_.pop_back();
    }
    if (!waiting_.empty() && waiting_.back().at) {
        Waiting& last = waiting_.back();
        if (position < position_after(last.row, *last.at)) {
            bytes_ -= last.row.size();
            last.row = first_of(last.row, position.cell - last.at->cell);
            bytes_ += last.row.size();
        }
    }
    left_.rows_returned(position);
}

} // namespace cleat
