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
    const bool is_resized = std::exchange(resizes_, told.places.resizes) != told.places.resizes;
    if (follows && moved_) follow(told.places, is_resized);
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

void Scrollback::terminal_resized(Size size, Time now)
{
    if (now >= settles_ && !moved_) {
        resized_ = now;
        tallest_ = told_size_.rows;
    }
    settles_ = now + CALM;
    tallest_ = std::max(tallest_, size.rows);
    const bool is_drawn = put_.empty() || put_.back().when < resized_ - DRAWN;
    moved_ = moved_.value_or(true) && is_drawn && waiting_.empty();
    if (size != told_size_) return;
    if (!*moved_) doubt();
    moved_.reset();
}

/// Where the session's rows were others by then, or the terminal may have drawn the last ones while it changed, rows
/// rather go twice than never. What the terminal took back is not what the session did where it had rows that were on
/// the screen, too: then no row is put there again.
void Scrollback::follow(const RowPlaces& places, bool is_resized)
{
    const bool is_drawn = fresh_.when < resized_ - DRAWN || places.resized <= fresh_.at;
    const bool is_sure = *moved_ && (!is_resized || (is_drawn && shown_scrolled_ == places.resized_scrolled));
    moved_.reset();
    if (!is_sure) return doubt();
    if (!is_resized) return;
    adopted_before_ = places.resized;
    if (!left_.ends_as_history(places.resized)) return;
    left_.forget_from(places.resized);
    while (!put_.empty() && put_.back().at >= places.resized) {
        put_bytes_ -= put_.back().row.size();
        put_.pop_back();
    }
    if (places.resized < shown_top_) taken_back_ = shown_top_;
}

/// What was put there shortly before the resize, and a screenful before that, goes again: what is neither waiting nor
/// on the session's screen, of which a later text of the same place is the one that counts.
void Scrollback::doubt()
{
    adopted_before_.reset();
    const auto is_drawn = [this](const Put& put) { return put.when < resized_ - DRAWN; };
    const auto undrawn = std::find_if_not(put_.begin(), put_.end(), is_drawn);
    const auto first = undrawn - std::min<std::ptrdiff_t>(undrawn - put_.begin(), tallest_);
    if (first == put_.end()) return;
    const auto is_before = [](const Put& a, const Put& b) { return a.at < b.at; };
    left_.forget_from(std::min_element(first, put_.end(), is_before)->at);
    TextPosition end = waiting_.empty() || !waiting_.front().at ? told_top_ : *waiting_.front().at;
    for (auto again = put_.end() - first; again > 0; --again) {
        Put put = std::move(put_.back());
        put_.pop_back();
        put_bytes_ -= put.row.size();
        if (put.at >= end) continue;
        end = put.at;
        bytes_ += put.row.size();
        waiting_.push_front({std::move(put.row), put.at, put.columns});
    }
    bound();
}

bool Scrollback::is_adopted(const Waiting& waiting) const
{
    return adopted_before_ && waiting.at && *waiting.at < *adopted_before_;
}

/// What the terminal has put there itself need not wait.
void Scrollback::draw_without_rows(const Screen& screen, Time now)
{
    left_.begin_leaving();
    for (; !waiting_.empty() && is_adopted(waiting_.front()); waiting_.pop_front()) {
        Waiting& waiting = waiting_.front();
        bytes_ -= waiting.row.size();
        (void)left_.leave(waiting.row, *waiting.at, waiting.columns);
        note_put(waiting, put_.empty() ? Time() : put_.back().when);
    }
    note_drawn(screen, now);
}

void Scrollback::note_drawn(const Screen& screen, Time now)
{
    const auto& rows = screen.primary;
    const auto fresh = std::mismatch(rows.begin(), rows.end(), shown_.begin(), shown_.end()).first;
    if (fresh != rows.end()) {
        TextPosition at = told_top_;
        for (auto row = rows.begin(); row != fresh; ++row) at = after(**row, at);
        fresh_ = {now, fresh_.when < now - DRAWN ? at : std::min(at, fresh_.at)};
    }
    shown_ = screen.active == Side::primary ? rows : std::vector<RowRef>();
    shown_scrolled_ = told_scrolled_;
    shown_top_ = told_top_;
}

Scrollback::Leaving Scrollback::take(const Screen& screen, Time now)
{
    draw_without_rows(screen, now);
    Leaving out{.rows = {}, .skipped = std::exchange(skipped_, 0)};
    if (out.skipped > 0) left_.interrupted(waiting_.empty() || !waiting_.front().at ? told_top_ : *waiting_.front().at);
    for (Waiting& waiting : waiting_) {
        if (!waiting.at) {
            out.rows.push_back(std::move(waiting.row));
            continue;
        }
        const auto known = left_.leave(waiting.row, *waiting.at, waiting.columns);
        if (!known) continue;
        out.rows.push_back(*known == 0 ? waiting.row : without_first(waiting.row, *known));
        note_put(waiting, now);
    }
    if (!told_returned_) left_.none_returned(told_top_);
    waiting_.clear();
    bytes_ = 0;
    adopted_before_.reset();
    return out;
}

void Scrollback::note_put(Waiting& waiting, Time now)
{
    put_bytes_ += waiting.row.size();
    put_.push_back({std::move(waiting.row), *waiting.at, waiting.columns, now});
    const auto is_enough = [&] {
        if (put_.size() > MOST_ROWS || put_bytes_ > MOST_BYTES) return true;
        return put_.size() > MOST_SURE_ROWS && put_.front().when < now - DRAWN;
    };
    while (put_.size() > 1 && is_enough()) {
        put_bytes_ -= put_.front().row.size();
        put_.pop_front();
    }
}

void Scrollback::add(Waiting waiting)
{
    bytes_ += waiting.row.size();
    waiting_.push_back(std::move(waiting));
    bound();
}

/// The newest stay.
void Scrollback::bound()
{
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
