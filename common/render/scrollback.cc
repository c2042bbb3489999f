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

TextPosition after(const Row& row, TextPosition at)
{
    if (!row.wrapped) return {at.line + 1, 0};
    return {at.line, at.cell + text_cells(row)};
}

TextPosition after(std::string_view packed, TextPosition at)
{
    if (!packed_wrapped(packed)) return {at.line + 1, 0};
    return after(unpacked(packed), at);
}

/// The row up to a cell of its line, in which that goes on.
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

void Scrollback::told(Told told, bool follows)
{
    if (!std::exchange(knows_positions_, true)) left_.begin_at(told.places.from);
    skipped_ += told.skipped;
    if (std::exchange(resizes_, told.places.resizes) != told.places.resizes && follows && resized_) follow(told.places);
    if (follows) resized_.reset();
    come_again(told.places.from);
    TextPosition at = told.places.from;
    for (std::string& row : told.rows) {
        const TextPosition next = after(row, at);
        add({std::move(row), at, told.size.columns});
        at = next;
    }
    come_again(told.places.top);
    told_scrolled_ = told.places.scrolled;
    told_top_ = told.places.top;
    told_returned_ = told.places.returned;
    told_size_ = told.size;
}

void Scrollback::told(std::vector<std::string> rows, std::uint64_t skipped)
{
    skipped_ += skipped;
    for (std::string& row : rows) add({.row = std::move(row), .at = {}});
}

void Scrollback::terminal_resized(Size size, bool is_settled)
{
    if (size == told_size_) resized_.reset();
    else resized_ = resized_.value_or(true) && is_settled;
}

/// Where the session's rows were others by then, or the terminal may have drawn the last ones while it changed, what is
/// told again is taken for new: rather twice than never. What the terminal took back is not what the session did where
/// it had rows that were on the screen, too: then no row is put there again.
void Scrollback::follow(const RowPlaces& places)
{
    const bool is_sure = *resized_ && shown_scrolled_ == places.resized_scrolled;
    if (!is_sure) return left_.forget_from(places.from);
    adopted_before_ = places.resized;
    if (!left_.ends_as_history(places.resized)) return;
    left_.forget_from(places.resized);
    if (places.resized < shown_top_) taken_back_ = shown_top_;
}

Scrollback::Leaving Scrollback::take()
{
    Leaving out{.rows = {}, .skipped = std::exchange(skipped_, 0)};
    if (out.skipped > 0) left_.interrupted(waiting_.empty() || !waiting_.front().at ? told_top_ : *waiting_.front().at);
    left_.begin_leaving();
    for (Waiting& waiting : waiting_) {
        if (!waiting.at) {
            out.rows.push_back(std::move(waiting.row));
            continue;
        }
        const auto known = left_.leave(waiting.row, *waiting.at, waiting.columns);
        if (!known || (adopted_before_ && *waiting.at < *adopted_before_)) continue;
        if (*known == 0) out.rows.push_back(std::move(waiting.row));
        else out.rows.push_back(without_first(waiting.row, *known));
    }
    if (!told_returned_) left_.none_returned(told_top_);
    waiting_.clear();
    bytes_ = 0;
    adopted_before_.reset();
    shown_scrolled_ = told_scrolled_;
    shown_top_ = told_top_;
    return out;
}

/// The newest stay.
void Scrollback::add(Waiting waiting)
{
    bytes_ += waiting.row.size();
    waiting_.push_back(std::move(waiting));
    while (waiting_.size() > MOST_ROWS || (bytes_ > MOST_BYTES && waiting_.size() > 1)) {
        bytes_ -= waiting_.front().row.size();
        waiting_.pop_front();
        ++skipped_;
    }
}

/// What waits from there on is on the session's screen again, or told again.
void Scrollback::come_again(TextPosition position)
{
    while (!waiting_.empty() && waiting_.back().at && *waiting_.back().at >= position) {
        bytes_ -= waiting_.back().row.size();
        waiting_.pop_back();
    }
    if (!waiting_.empty() && waiting_.back().at) {
        Waiting& last = waiting_.back();
        if (position < after(last.row, *last.at)) {
            bytes_ -= last.row.size();
            last.row = first_of(last.row, position.cell - last.at->cell);
            bytes_ += last.row.size();
        }
    }
    left_.come_again(position);
}

int rows_before(std::span<const RowRef> screen, TextPosition top, TextPosition position)
{
    int count = 0;
    for (const RowRef& row : screen) {
        if (top >= position) break;
        top = after(*row, top);
        ++count;
    }
    return count;
}

} // namespace cleat
