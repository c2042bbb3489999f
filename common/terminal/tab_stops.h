#pragma once

#include <vector>

namespace cleat {

/// Tab stops: HTS, TBC, CHT, CBT. Columns from 0; initially every eighth.
class TabStops {
 public:
    explicit TabStops(int columns) { resize(columns); }

    void set(int column) { stops_[static_cast<std::size_t>(column)] = true; }
    void clear(int column) { stops_[static_cast<std::size_t>(column)] = false; }
    void clear_all() { stops_.assign(stops_.size(), false); }
    [[nodiscard]] bool is_set(int column) const { return stops_[static_cast<std::size_t>(column)]; }
    [[nodiscard]] int columns() const { return static_cast<int>(stops_.size()); }

    /// The first stop after `column`, or `limit` if that comes first.
    [[nodiscard]] int next(int column, int limit) const;
    /// The last stop before `column`, or `limit` if that comes first.
    [[nodiscard]] int previous(int column, int limit) const;

    /// Keeps the stops that are in both sizes; new columns get the default ones.
    void resize(int columns);

    bool operator==(const TabStops&) const = default;

 private:
    std::vector<bool> stops_;
};

} // namespace cleat
