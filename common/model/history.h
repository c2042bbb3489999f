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

/// Bounds of a session's history.
struct HistoryLimits {
    static constexpr std::uint64_t MOST_LINES = 10'000'000; ///< `lines` is at most that

    std::uint64_t lines = 10'000;       ///< logical lines
    std::size_t bytes = 32U << 20;      ///< packed bytes, index excluded
    std::size_t line_bytes = 64U << 10; ///< a logical line is split where it has more, or more cells

    bool operator==(const HistoryLimits&) const = default;
};

/// A row of history: the row of a logical line, each from 0.
struct HistoryRow {
    std::uint64_t line = 0;
    std::size_t row = 0;

    auto operator<=>(const HistoryRow&) const = default;
};

/// Whether the oldest lines go at once where a bound is passed, or with the next append that says so.
enum class Eviction : std::uint8_t { now, later };

/// Rows that left the top of the primary screen, oldest first, packed. A logical line is a row and those that continue
/// it by autowrap; lines are numbered from 0 for the session's life. Rows keep the width that they had when they left;
/// they are laid out anew by whoever shows them. Forgets the oldest lines on append, when a bound is passed, and only
/// then; but not when rows of the screen are moved here for a resize, which may be undone: then a screenful is beyond
/// the bounds until more is appended.
///
/// Its rows are on the heap, or in a `HistoryStore`, from which another process can restore it: what was there when
/// `seal` was called is not overwritten until it is called again.
class History {
 public:
    /// `store` is borrowed for this object's life; null: the rows are on the heap, as they are where the store has no
    /// room.
    explicit History(HistoryLimits limits = {}, HistoryStore* store = nullptr) : limits_(limits), store_(store) {}
    /// The history that had this layout when it was sealed last. `invalid` where that is not in the store.
    static Result<History> restore(HistoryLimits limits, HistoryStore& store, const HistoryLayout& layout);
    /// A copy is on the heap.
    History(const History& other);
    History(History&&) noexcept = default;
    History& operator=(const History& other);
    History& operator=(History&&) noexcept = default;
    ~History() = default;

    /// Adds a row at the end; it continues the newest line if that is open. `row.wrapped` leaves the line open.
    void append(const Row& row, Eviction eviction = Eviction::now);
    /// The same for bytes of `pack`.
    void append_packed(std::string_view packed, Eviction eviction = Eviction::now);
    /// Says that the newest line does not go on in what is appended next.
    void close_line();
    /// Forgets everything (ED 3). Numbers go on.
    void clear();
    /// For a history that is made again from a snapshot: the number of the first line to be appended. Only while empty.
    void start_at(std::uint64_t line) { first_ = line; }

    /// Numbers of the oldest line kept and of the one after the newest: `end() - first()` lines are here.
    [[nodiscard]] std::uint64_t first() const { return first_; }
    [[nodiscard]] std::uint64_t end() const { return first_ + lines_.size(); }
    /// Where the next row will be.
    [[nodiscard]] HistoryRow end_row() const;
    /// Whether the newest line goes on in the first row of the screen.
    [[nodiscard]] bool is_open() const { return open_; }
    /// Packed rows of a line, in order, valid until the next change. `line` must be kept.
    [[nodiscard]] std::vector<std::string_view> rows(std::uint64_t line) const;
    /// The newest `count` packed rows, or all there are, oldest of them first, valid until the next change.
    [[nodiscard]] std::vector<std::string_view> newest_rows(std::size_t count) const;
    /// Takes the newest line away, for a screen that grows: its packed rows, in order. Its number is given again.
    std::vector<std::string> take_last();

    /// A history of the same numbers in which at most the newest `count` lines are kept.
    [[nodiscard]] History newest_lines(std::uint64_t count) const;
    /// How many of the newest lines have packed rows of at most `bytes`, lengths included. Looks at no others.
    [[nodiscard]] std::uint64_t lines_within(std::size_t bytes) const;

    /// Where the rows are in the store. Begins with the oldest line such that it and all newer ones are there.
    [[nodiscard]] HistoryLayout layout() const;
    /// That layout was saved by whoever may restore this history: what it refers to is not overwritten from now on.
    void seal();

    /// Packed rows, all together.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] const HistoryLimits& limits() const { return limits_; }

    /// Equality of what is kept, of numbers, and of openness.
    bool operator==(const History& other) const;

 private:
    /// Frees a block: in its store, or on the heap where that is null.
    struct FreeBlock {
        HistoryStore* store = nullptr;
        HistoryStore::Block block;
        void operator()(const char* memory) const;
    };
    /// Rows one after the other, each a LEB128 length and its packed bytes. A line may continue in the next segment.
    struct Segment {
        std::unique_ptr<char[], FreeBlock> memory;
        std::size_t used = 0;
        std::size_t sealed = 0; ///< bytes that are not to be overwritten

        [[nodiscard]] bool has_room(std::size_t bytes) const
        {
            return used >= sealed && memory.get_deleter().block.capacity - used >= bytes;
        }
        [[nodiscard]] bool is_stored() const { return memory.get_deleter().store != nullptr; }
    };
    /// Where a line begins.
    struct Place {
        std::uint64_t segment = 0; ///< number since the beginning; `first_segment_` is the oldest kept
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
    [[nodiscard]] Place end_place() const;

    HistoryLimits limits_;
    HistoryStore* store_ = nullptr;
    std::deque<Segment> segments_;
    std::uint64_t first_segment_ = 0;
    std::deque<Place> lines_;
    std::string scratch_;
    std::uint64_t first_ = 0;
    std::size_t bytes_ = 0;
    std::size_t newest_line_length_ = 0; ///< as `HistoryLimits::line_bytes` counts
    bool open_ = false;
};

} // namespace cleat
