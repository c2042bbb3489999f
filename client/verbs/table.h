#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cleat {

/// Text in columns as wide as their widest entry, for people. Entries are shown as
/// `visible` has it, and no more than a kilobyte of each.
class Table {
 public:
    /// How many columns of a terminal a column takes at most. A wider entry moves what follows it in its own row: else
    /// one entry would cost every row as much.
    static constexpr std::size_t WIDEST_COLUMN = 80;

    explicit Table(std::vector<std::string> headings);
    /// As many entries as there are headings.
    void add(std::vector<std::string> entries);
    [[nodiscard]] std::string text() const;

 private:
    std::vector<std::vector<std::string>> rows_;
};

} // namespace cleat
