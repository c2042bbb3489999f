#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The columns of a table for people, each as wide as its widest entry. Entries are shown as `visible` has it, and no
/// more than a kilobyte of each.
class TableColumns {
 public:
    /// How many columns of a terminal a column takes at most. A wider entry moves what follows it in its own row: else
    /// one entry would cost every row as much.
    static constexpr std::size_t WIDEST_COLUMN = 80;
    /// How much of an entry is shown, in bytes before it is escaped.
    static constexpr std::size_t MOST_OF_AN_ENTRY = 1'024;

    /// A text as an entry, without most of what is not shown of it.
    [[nodiscard]] static std::string entry(std::string_view text)
    {
        constexpr std::size_t LONGEST_CHARACTER = 4; // in UTF-8
        return std::string(text.substr(0, MOST_OF_AN_ENTRY + LONGEST_CHARACTER));
    }

    explicit TableColumns(std::size_t count) : widths_(count) {}
    /// Makes room for a row. As many entries as there are columns, here and below.
    void fit(const std::vector<std::string>& entries);
    /// A line of the table, with its end.
    [[nodiscard]] std::string line(const std::vector<std::string>& entries) const;

 private:
    std::vector<std::size_t> widths_;
};

/// A table of what `entries_of` makes of each of the values, line by line. It is asked twice for each, and must answer
/// the same: so no more than a row is kept, however many a server lists.
template <class T, class EntriesOf>
void write_table(const std::vector<std::string>& headings, const std::vector<T>& values, EntriesOf&& entries_of,
                 const std::function<void(std::string_view)>& write)
{
    TableColumns columns(headings.size());
    columns.fit(headings);
    for (const T& value : values) columns.fit(entries_of(value));
    write(columns.line(headings));
    for (const T& value : values) write(columns.line(entries_of(value)));
}

} // namespace cleat
