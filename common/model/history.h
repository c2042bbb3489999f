#pragma once

#include "common/model/row.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace cleat {

/// Bounds of a session's history.
struct HistoryLimits {
    std::uint64_t lines = 10'000;           ///< logical lines
    std::size_t bytes = 32U << 20;          ///< packed bytes, index excluded
    std::size_t line_bytes = 64U << 10;     ///< a logical line longer than this is split

    bool operator==(const HistoryLimits&) const = default;
};

/// Rows that left the top of the primary screen, oldest first, packed. A logical line is a row and those that continue it
/// by autowrap; lines are numbered from 0 for the session's life. Rows keep the width that they had when they left; they
/// are laid out anew by whoever shows them. Forgets the oldest line on append, when a bound is passed, and only then.
class History {
 public:
    explicit History(HistoryLimits limits = {}) : limits_(limits) {}

    /// Adds a row at the end; it continues the last line if that is open. `row.wrapped` leaves the line open.
    void append(const Row& row);
    /// The same for a row that is packed already.
    void append_packed(std::string_view packed);
    /// Says that the last line does not go on in what is appended next.
    void close_line();
    /// Forgets everything (ED 3). Numbers go on.
    void clear();

    /// Numbers of the oldest line kept and of the one after the newest: `end() - first()` lines are here.
    [[nodiscard]] std::uint64_t first() const { return first_; }
    [[nodiscard]] std::uint64_t end() const { return first_ + lines_.size(); }
    /// Whether the newest line goes on in the first row of the screen.
    [[nodiscard]] bool is_open() const { return open_; }
    /// Packed rows of a line, in order. `line` must be kept.
    [[nodiscard]] std::vector<std::string_view> rows(std::uint64_t line) const;
    /// Takes the newest line away, for a screen that grows: its packed rows, in order. Its number is given again.
    std::vector<std::string> take_last();

    /// Packed rows, all together.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] const HistoryLimits& limits() const { return limits_; }

    /// Equality of what is kept, of numbers, and of openness.
    bool operator==(const History& other) const;

 private:
    void evict();

    HistoryLimits limits_;
    // Each line: rows as LEB128 length and packed bytes, one after the other.
    std::deque<std::string> lines_;
    std::uint64_t first_ = 0;
    std::size_t bytes_ = 0;
    bool open_ = false;
};

} // namespace cleat
