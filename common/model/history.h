#pragma once

#include "common/base/result.h"
#include "common/model/history_store.h"
#include "common/model/row.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The limits of a session's history.
struct HistoryLimits {
    static constexpr std::uint64_t MAX_LINES = 10'000'000; ///< the largest value of `lines`

    std::uint64_t lines = 10'000;       ///< logical lines
    std::size_t bytes = 32U << 20;      ///< packed bytes, index excluded
    std::size_t line_bytes = 64U << 10; ///< a logical line with more bytes, or more cells, is split

    bool operator==(const HistoryLimits&) const = default;
};

/// A row of history: a logical line, and a row within it, each from 0.
struct HistoryRow {
    std::uint64_t line = 0;
    std::size_t row = 0;

    auto operator<=>(const HistoryRow&) const = default;
};

/// Whether lines beyond a limit are evicted at once, or by a later append with `now`.
enum class Eviction : std::uint8_t { now, later };

/// Rows that left the top of the primary screen, oldest first, packed. A logical line is a row and the rows that
/// continue it by autowrap; lines are numbered from 0 for the session's life. Rows keep the width they had when they
/// left; they are laid out again when they are shown. The oldest lines are evicted on append when a limit is exceeded,
/// and only then. Rows moved here from the screen by a resize evict nothing, since the resize may be undone; the
/// history may therefore exceed the limits by one screen until the next append.
///
/// The rows are on the heap or in a `HistoryStore`, from which another process can restore them: rows that were in the
/// store when `seal` was called are not overwritten until it is called again.
class History {
 public:
    /// `store` is borrowed for this object's life. If it is null or has no room, rows are on the heap.
    explicit History(HistoryLimits limits = {}, HistoryStore* store = nullptr) : limits_(limits), store_(store) {}
    /// Restores the history that had this layout when it was last sealed. `invalid` if the layout is not in the store.
    static Result<History> restore(HistoryLimits limits, HistoryStore& store, const HistoryLayout& layout);
    /// The copy is on the heap.
    History(const History& other);
    History(History&&) noexcept = default;
    History& operator=(const History& other);
    History& operator=(History&&) noexcept = default;
    ~History() = default;

    /// Appends a row; it continues the newest line if that line is open. The line stays open if `row.wrapped`.
    void append(const Row& row, Eviction eviction = Eviction::now);
    /// Likewise, for a row packed by `pack`.
    void append_packed(std::string_view packed, Eviction eviction = Eviction::now);
    /// Ends the newest line, so that the next row appended starts a new one.
    void close_line();
    /// Removes all lines (ED 3). Numbering continues.
    void clear();
    /// For restoring a history from a snapshot: sets the number of the first line to be appended. Only while empty.
    void start_at(std::uint64_t line) { first_ = line; }

    /// The number of the oldest line kept, and the number after the newest: `end() - first()` lines are kept.
    [[nodiscard]] std::uint64_t first() const { return first_; }
    [[nodiscard]] std::uint64_t end() const { return first_ + lines_.size(); }
    /// The position of the next row.
    [[nodiscard]] HistoryRow end_row() const;
    /// Whether the newest line continues in the first row of the screen.
    [[nodiscard]] bool is_open() const { return open_; }
    /// The packed rows of a line, in order, valid until the next change. `line` must be kept.
    [[nodiscard]] std::vector<std::string_view> rows(std::uint64_t line) const;
    /// The newest `count` packed rows, or all if there are fewer, oldest first, valid until the next change.
    [[nodiscard]] std::vector<std::string_view> newest_rows(std::size_t count) const;
    /// Removes the newest line, for a screen that grows, and returns its packed rows in order. Its number is reused.
    std::vector<std::string> remove_last();

    /// A history with the same numbering that keeps at most the newest `count` lines.
    [[nodiscard]] History newest_lines(std::uint64_t count) const;
    /// How many of the newest lines fit in `bytes`, as packed rows each preceded by its length. Reads no older lines.
    [[nodiscard]] std::uint64_t lines_within(std::size_t bytes) const;

    /// The positions of the newest lines' rows in the store. Starts after the newest line that is not wholly in the
    /// store.
    [[nodiscard]] HistoryLayout layout() const;
    /// Declares that the process that may restore this history has saved the current layout: from now on the rows in
    /// that layout are not overwritten.
    void seal();

    /// Total size of the packed rows.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] const HistoryLimits& limits() const { return limits_; }

    /// Compares the rows kept, the numbers, and whether the newest line is open.
    bool operator==(const History& other) const;

 private:
    /// Releases a block to `store`, or to the heap if `store` is null.
    struct FreeBlock {
        HistoryStore* store = nullptr;
        HistoryStore::Block block;
        void operator()(const char* memory) const;
    };
    /// Consecutive rows, each a LEB128 length and its packed bytes. A line may continue in the next segment.
    struct Segment {
        std::unique_ptr<char[], FreeBlock> memory;
        std::size_t used = 0;
        std::size_t sealed = 0; ///< bytes that must not be overwritten

        [[nodiscard]] bool has_room(std::size_t bytes) const
        {
            return used >= sealed && memory.get_deleter().block.capacity - used >= bytes;
        }
        [[nodiscard]] bool is_stored() const { return memory.get_deleter().store != nullptr; }
    };
    /// The start of a line.
    struct LinePosition {
        std::uint64_t segment = 0; ///< numbered since the start; `first_segment_` is the oldest kept
        std::size_t at = 0;
    };

    void copy_lines(const History& other, std::uint64_t from);
    template <class F>
    void each_row(std::uint64_t line, F&& f) const;
    [[nodiscard]] Segment new_segment(std::size_t bytes) const;
    void make_room(std::size_t row);
    bool read_segment(const HistoryLayout::Segment& segment, std::size_t from);
    void put(std::string_view packed);
    void evict();
    [[nodiscard]] const Segment& segment(std::uint64_t number) const
    {
        return segments_[static_cast<std::size_t>(number - first_segment_)];
    }
    [[nodiscard]] LinePosition end_position() const;

    HistoryLimits limits_;
    HistoryStore* store_ = nullptr;
    std::deque<Segment> segments_;
    std::uint64_t first_segment_ = 0;
    std::deque<LinePosition> lines_;
    std::string scratch_;
    std::uint64_t first_ = 0;
    std::size_t bytes_ = 0;
    std::size_t newest_line_length_ = 0; ///< sum over its rows of max(bytes, cells); see `line_bytes`
    bool open_ = false;
};

} // namespace cleat
