#include "common/model/history.h"

#include "common/base/leb128.h"
#include "common/model/packed_row.h"
#include "common/model/same_packed.h"
#include "common/model/size.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace cleat {

namespace {

constexpr std::size_t SEGMENT_BYTES = 64U << 10;

std::string_view take_row(std::string_view& bytes)
{
    const auto size = static_cast<std::size_t>(take_leb128(bytes).value_or(0));
    const std::string_view row = bytes.substr(0, size);
    bytes.remove_prefix(row.size());
    return row;
}

/// Like `take_row`, but for untrusted bytes: nothing if they do not start with a row.
std::optional<std::string_view> take_checked_row(std::string_view& bytes)
{
    const auto size = take_leb128(bytes);
    if (!size || *size == 0 || *size > bytes.size()) return std::nullopt;
    const std::string_view row = bytes.substr(0, static_cast<std::size_t>(*size));
    bytes.remove_prefix(row.size());
    return row;
}

/// The length of a row for the limit on its line: a few bytes can stand for a thousand empty cells, each of which
/// becomes a row if the line is laid out in one column.
std::size_t length_in_line(std::string_view packed)
{
    return std::max(packed.size(), std::min(packed_length(packed), std::size_t{MAX_SIDE}));
}

} // namespace

template <class F>
void History::each_row(std::uint64_t line, F&& f) const
{
    assert(line >= first() && line < end());
    const auto index = static_cast<std::size_t>(line - first_);
    const LinePosition begin = lines_[index];
    const LinePosition stop = index + 1 < lines_.size() ? lines_[index + 1] : end_position();
    for (std::uint64_t number = begin.segment; number <= stop.segment; ++number) {
        const Segment& in = segment(number);
        const std::size_t from = number == begin.segment ? begin.at : 0;
        const std::size_t to = number == stop.segment ? stop.at : in.used;
        std::string_view bytes(in.memory.get() + from, to - from);
        while (!bytes.empty()) f(take_row(bytes));
    }
}

History::History(const History& other) : limits_(other.limits_)
{
    copy_lines(other, other.first());
}

History History::newest_lines(std::uint64_t count) const
{
    History out(limits_);
    out.copy_lines(*this, end() - std::min(count, end() - first()));
    return out;
}

std::uint64_t History::lines_within(std::size_t bytes) const
{
    std::uint64_t count = 0;
    for (std::size_t used = 0; count < lines_.size(); ++count) {
        each_row(end() - 1 - count, [&used](std::string_view row) {
            std::string length;
            append_leb128(row.size(), length);
            used += length.size() + row.size();
        });
        if (used > bytes) break;
    }
    return count;
}

void History::FreeBlock::operator()(const char* memory) const
{
    if (store != nullptr) store->free_block(block);
    else delete[] memory;
}

Result<History> History::restore(HistoryLimits limits, HistoryStore& store, const HistoryLayout& layout)
{
    const Error invalid("the history is not in its store", ErrorCode::invalid);
    History out(limits, &store);
    out.first_ = layout.first;
    for (const HistoryLayout::Segment& segment : layout.segments) {
        const auto block = store.find(segment.position, segment.capacity);
        if (!block || segment.used > block->capacity) return invalid;
        const auto used = static_cast<std::size_t>(segment.used);
        out.segments_.push_back({{block->memory, FreeBlock{&store, *block}}, used, used});
        const std::uint64_t from = out.segments_.size() == 1 ? layout.begin : 0;
        if (from > used || !out.read_segment(segment, static_cast<std::size_t>(from))) return invalid;
    }
    if (out.end() != layout.end || out.open_ != layout.is_open) return invalid;
    return out;
}

/// Finds the lines in the newest segment: each starts after a row that is not wrapped. False if the segment is
/// malformed.
bool History::read_segment(const HistoryLayout::Segment& segment, std::size_t from)
{
    std::string_view bytes(segments_.back().memory.get(), static_cast<std::size_t>(segment.used));
    bytes.remove_prefix(from);
    while (!bytes.empty()) {
        const std::size_t at = static_cast<std::size_t>(segment.used) - bytes.size();
        const auto row = take_checked_row(bytes);
        if (!row) return false;
        if (!open_) {
            lines_.push_back({first_segment_ + segments_.size() - 1, at});
            newest_line_length_ = 0;
        }
        bytes_ += row->size();
        newest_line_length_ += length_in_line(*row);
        open_ = is_packed_wrapped(*row);
    }
    return true;
}

HistoryLayout History::layout() const
{
    HistoryLayout out{.first = end(), .end = end()};
    std::size_t stored = segments_.size();
    while (stored > 0 && segments_[stored - 1].is_stored()) --stored;
    const auto line = std::ranges::lower_bound(lines_, first_segment_ + stored, {}, &LinePosition::segment);
    if (line == lines_.end()) return out;
    out.first = first_ + static_cast<std::uint64_t>(line - lines_.begin());
    out.begin = line->at;
    out.is_open = open_;
    for (std::uint64_t number = line->segment; number < first_segment_ + segments_.size(); ++number) {
        const Segment& one = segment(number);
        const HistoryStore::Block& block = one.memory.get_deleter().block;
        out.segments.push_back({block.position, block.capacity, one.used});
    }
    return out;
}

void History::seal()
{
    for (Segment& one : segments_) one.sealed = one.used;
}

void History::copy_lines(const History& other, std::uint64_t from)
{
    first_ = from;
    for (std::uint64_t line = from; line < other.end(); ++line) {
        open_ = false;
        other.each_row(line, [this](std::string_view row) {
            append_packed(row, Eviction::later);
            open_ = true;
        });
    }
    open_ = other.open_;
}

History& History::operator=(const History& other)
{
    if (this != &other) *this = History(other);
    return *this;
}

void History::append(const Row& row, Eviction eviction)
{
    scratch_.clear();
    pack(row, scratch_);
    append_packed(scratch_, eviction);
}

void History::append_packed(std::string_view packed, Eviction eviction)
{
    const bool continues =
        open_ && !lines_.empty() && newest_line_length_ + length_in_line(packed) <= limits_.line_bytes;
    if (!continues) {
        close_line();
        make_room(packed.size()); // so that the line starts where its first row will be
        lines_.push_back(end_position());
        newest_line_length_ = 0;
    }
    put(packed);
    open_ = is_packed_wrapped(packed);
    if (eviction == Eviction::now) evict();
}

/// Writes a row after the newest.
void History::put(std::string_view packed)
{
    make_room(packed.size());
    auto& segment = segments_.back();
    char* to = segment.memory.get() + segment.used;
    for (std::size_t rest = packed.size();; rest >>= 7) {
        *to++ = static_cast<char>(rest >= 0x80 ? rest | 0x80 : rest);
        if (rest < 0x80) break;
    }
    std::memcpy(to, packed.data(), packed.size());
    segment.used = static_cast<std::size_t>(to - segment.memory.get()) + packed.size();
    bytes_ += packed.size();
    newest_line_length_ += length_in_line(packed);
}

/// Rewrites the newest row as not wrapped, so that the next row is not treated as part of the same line.
void History::close_line()
{
    if (!open_) return;
    open_ = false;
    std::string_view newest;
    each_row(end() - 1, [&newest](std::string_view row) { newest = row; });
    StyleId fill = 0;
    Row row = unpack(newest, std::make_shared<Dictionary>(), fill);
    row.wrapped = false;
    auto packed = pack(row);
    if (packed.size() > newest.size()) {
        packed = newest;
        packed.front() = static_cast<char>(packed.front() & ~1);
    }

    std::string length;
    append_leb128(newest.size(), length);
    segments_.back().used -= length.size() + newest.size();
    bytes_ -= newest.size();
    newest_line_length_ -= length_in_line(newest);
    put(packed);
}

void History::clear()
{
    first_ = end();
    lines_.clear();
    segments_.clear();
    first_segment_ = 0;
    bytes_ = newest_line_length_ = 0;
    open_ = false;
}

/// Ensures room for a row in the newest segment.
void History::make_room(std::size_t row)
{
    constexpr std::size_t LONGEST_LENGTH = 10;
    const auto size = LONGEST_LENGTH + row;
    if (!segments_.empty() && segments_.back().has_room(size)) return;
    segments_.push_back(new_segment(std::max(size, SEGMENT_BYTES)));
}

History::Segment History::new_segment(std::size_t bytes) const
{
    if (store_ != nullptr)
        if (const auto block = store_->take(bytes)) return {{block->memory, FreeBlock{store_, *block}}};
    auto memory = std::make_unique_for_overwrite<char[]>(bytes);
    const FreeBlock free{nullptr, {memory.get(), bytes}};
    return {{memory.release(), free}};
}

void History::evict()
{
    while (lines_.size() > 1 && (lines_.size() > limits_.lines || bytes_ > limits_.bytes)) {
        each_row(first_, [this](std::string_view row) { bytes_ -= row.size(); });
        lines_.pop_front();
        ++first_;
        for (; first_segment_ < lines_.front().segment; ++first_segment_) segments_.pop_front();
    }
}

History::LinePosition History::end_position() const
{
    return {first_segment_ + segments_.size() - 1, segments_.back().used};
}

HistoryRow History::end_row() const
{
    if (!open_) return {end(), 0};
    return {end() - 1, rows(end() - 1).size()};
}

std::vector<std::string_view> History::rows(std::uint64_t line) const
{
    std::vector<std::string_view> out;
    each_row(line, [&out](std::string_view row) { out.push_back(row); });
    return out;
}

std::vector<std::string_view> History::newest_rows(std::size_t count) const
{
    std::vector<std::vector<std::string_view>> newest;
    std::size_t found = 0;
    for (std::uint64_t line = end(); line > first_ && found < count; --line) {
        newest.push_back(rows(line - 1));
        found += newest.back().size();
    }
    std::vector<std::string_view> out;
    out.reserve(found);
    for (auto line = newest.rbegin(); line != newest.rend(); ++line) out.insert(out.end(), line->begin(), line->end());
    if (found > count) out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(found - count));
    return out;
}

std::vector<std::string> History::remove_last()
{
    if (lines_.empty()) return {};
    const std::vector<std::string_view> last = rows(end() - 1);
    std::vector<std::string> out(last.begin(), last.end());
    for (const std::string& row : out) bytes_ -= row.size();
    const LinePosition begin = lines_.back();
    lines_.pop_back();
    while (first_segment_ + segments_.size() - 1 > begin.segment) segments_.pop_back();
    if (begin.at == 0) segments_.pop_back();
    else segments_.back().used = begin.at;
    newest_line_length_ = 0;
    if (!lines_.empty())
        each_row(end() - 1, [this](std::string_view row) { newest_line_length_ += length_in_line(row); });
    open_ = false;
    return out;
}

bool History::operator==(const History& other) const
{
    if (limits_ != other.limits_ || first_ != other.first_ || end() != other.end() || open_ != other.open_)
        return false;
    for (std::uint64_t line = first(); line < end(); ++line)
        if (!std::ranges::equal(rows(line), other.rows(line), same_packed)) return false;
    return true;
}

} // namespace cleat
