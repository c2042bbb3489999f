#include "client/stream/terminal_line.h"

#include "common/base/utf8.h"
#include "common/model/width.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

constexpr std::size_t TAB_STOP = 8;

} // namespace

std::size_t TerminalLine::row_begin() const
{
    if (columns_ == 0) return 0;
    return (cursor_ - (is_pending_ ? 1 : 0)) / columns_ * columns_;
}

/// One past the last column in use of the cursor's row.
std::size_t TerminalLine::row_end() const
{
    return columns_ == 0 ? line_.size() : std::min(line_.size(), row_begin() + columns_);
}

void TerminalLine::set(std::size_t at, Column column)
{
    if (at >= line_.size()) {
        bytes_ += at + 1 - line_.size();
        line_.resize(at + 1);
    }
    bytes_ += column.text.size();
    bytes_ -= std::min(bytes_, line_[at].text.size());
    line_[at] = std::move(column);
}

/// Replaces the character by blanks if `at` splits it.
void TerminalLine::part(std::size_t at)
{
    if (at >= line_.size() || !line_[at].is_rest) return;
    std::size_t begin = at;
    while (begin > 0 && line_[begin].is_rest) --begin;
    std::size_t end = at;
    while (end < line_.size() && line_[end].is_rest) ++end;
    for (; begin < end; ++begin) set(begin, Column());
}

void TerminalLine::blank(std::size_t from, std::size_t to)
{
    to = std::min(to, line_.size());
    if (from >= to) return;
    part(from);
    part(to);
    for (std::size_t at = from; at < to; ++at) set(at, Column());
    if (to < line_.size()) return;
    for (std::size_t at = from; at < to; ++at) bytes_ -= std::min(bytes_, line_[at].text.size());
    line_.resize(from);
}

void TerminalLine::put(char32_t character)
{
    std::string text;
    append_utf8(character, text);
    const auto width = static_cast<std::size_t>(std::max(0, cleat::width(character)));
    if (width == 0) {
        std::size_t at = std::min(cursor_, line_.size());
        while (at > 0 && line_[at - 1].is_rest) --at;
        if (at == 0) return set(0, {.text = text});
        line_[at - 1].text += text;
        bytes_ += text.size();
        return;
    }
    // A wide character does not fit in the last column.
    if (columns_ > 1 && width == 2 && !is_pending_ && (cursor_ + 1) % columns_ == 0) {
        line_.resize(std::max(line_.size(), cursor_));
        ++cursor_;
    }
    part(cursor_);
    part(cursor_ + width);
    set(cursor_, {.text = std::move(text)});
    if (width == 2) set(cursor_ + 1, {.text = {}, .is_rest = true});
    cursor_ += width;
    is_pending_ = columns_ > 0 && cursor_ % columns_ == 0;
}

void TerminalLine::tab()
{
    const std::size_t begin = row_begin();
    std::size_t stop = (cursor_ - begin) / TAB_STOP * TAB_STOP + TAB_STOP + begin;
    if (columns_ > 0) stop = std::min(stop, begin + columns_ - 1);
    if (is_pending_ || stop <= cursor_) return;
    // Over existing text a tab only moves the cursor.
    if (cursor_ >= line_.size()) {
        set(cursor_, {.text = "\t"});
        for (std::size_t at = cursor_ + 1; at < stop; ++at) set(at, {.text = {}, .is_rest = true});
    }
    cursor_ = stop;
}

void TerminalLine::carriage_return()
{
    cursor_ = row_begin();
    is_pending_ = false;
}

void TerminalLine::go_back(int count)
{
    const std::size_t begin = row_begin();
    if (std::exchange(is_pending_, false)) --cursor_;
    cursor_ -= std::min(cursor_ - begin, static_cast<std::size_t>(count));
}

void TerminalLine::go_forward(int count)
{
    if (is_pending_) return;
    const std::size_t last = columns_ > 0 ? row_begin() + columns_ - 1 : std::max(cursor_, line_.size() + MAX_BLANKS);
    cursor_ = std::min(last, cursor_ + static_cast<std::size_t>(count));
}

void TerminalLine::go_up(int count)
{
    if (columns_ == 0) return;
    if (std::exchange(is_pending_, false)) --cursor_;
    cursor_ -= std::min(cursor_ / columns_, static_cast<std::size_t>(count)) * columns_;
}

void TerminalLine::go_down(int count)
{
    if (columns_ == 0) return;
    if (std::exchange(is_pending_, false)) --cursor_;
    const std::size_t last_row = line_.empty() ? 0 : (line_.size() - 1) / columns_;
    const std::size_t row = cursor_ / columns_;
    if (row < last_row) cursor_ += std::min(last_row - row, static_cast<std::size_t>(count)) * columns_;
}

void TerminalLine::go_to(int column)
{
    carriage_return();
    go_forward(column - 1);
}

void TerminalLine::erase_in_row(int what)
{
    const std::size_t begin = row_begin();
    const std::size_t end = row_end();
    const std::size_t at = cursor_ - (is_pending_ ? 1 : 0);
    if (what == 0) blank(at, end);
    if (what == 1) blank(begin, std::min(end, at + 1));
    if (what == 2) blank(begin, end);
    is_pending_ = false;
    cursor_ = at;
}

void TerminalLine::erase(int count)
{
    if (std::exchange(is_pending_, false)) --cursor_;
    blank(cursor_, std::min(row_end(), cursor_ + static_cast<std::size_t>(count)));
}

void TerminalLine::remove(int count)
{
    if (std::exchange(is_pending_, false)) --cursor_;
    const std::size_t end = row_end();
    if (cursor_ >= end) return;
    const std::size_t some = std::min(end - cursor_, static_cast<std::size_t>(count));
    part(cursor_);
    part(cursor_ + some);
    const auto from = line_.begin() + static_cast<std::ptrdiff_t>(cursor_);
    const bool is_last_row = end == line_.size();
    line_.erase(from, from + static_cast<std::ptrdiff_t>(some));
    if (!is_last_row) line_.insert(line_.begin() + static_cast<std::ptrdiff_t>(end - some), some, Column());
}

void TerminalLine::insert(int count)
{
    if (std::exchange(is_pending_, false)) --cursor_;
    const std::size_t end = row_end();
    if (cursor_ >= end) return;
    auto some = static_cast<std::size_t>(count);
    if (columns_ > 0) some = std::min(some, row_begin() + columns_ - cursor_);
    else some = std::min(some, MAX_BLANKS);
    part(cursor_);
    line_.insert(line_.begin() + static_cast<std::ptrdiff_t>(cursor_), some, Column());
    bytes_ += some;
    // Text pushed out of the row is lost.
    const std::size_t limit = row_begin() + columns_;
    if (columns_ == 0 || end + some <= limit) return;
    part(limit);
    line_.erase(line_.begin() + static_cast<std::ptrdiff_t>(limit),
                line_.begin() + static_cast<std::ptrdiff_t>(end + some));
}

std::string TerminalLine::take()
{
    std::string out;
    for (const auto& column : line_) out += column.text;
    line_.clear();
    cursor_ = 0;
    is_pending_ = false;
    bytes_ = 0;
    return out;
}

} // namespace cleat
