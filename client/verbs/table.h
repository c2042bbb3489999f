#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The columns of a table for people, each as wide as its widest entry. Entries are made `visible`, and cut after a
/// kilobyte.
class TableColumns {
 public:
    /// The widest column, in columns of the terminal. A wider entry only shifts the rest of its own row.
    static constexpr std::size_t WIDEST_COLUMN = 80;
    /// How much of an entry is shown, in bytes before escaping.
    static constexpr std::size_t MAX_OF_AN_ENTRY = 1'024;

    /// The start of `text` as an entry: at least the part that is shown.
    [[nodiscard]] static std::string entry(std::string_view text)
    {
        constexpr std::size_t LONGEST_CHARACTER = 4; // in UTF-8
        return std::string(text.substr(0, MAX_OF_AN_ENTRY + LONGEST_CHARACTER));
    }

    explicit TableColumns(std::size_t count) : widths_(count) {}
    /// Widens the columns for a row, which has one entry per column.
    void fit(const std::vector<std::string>& entries);
    /// A line of the table, with a newline.
    [[nodiscard]] std::string line(const std::vector<std::string>& entries) const;

 private:
    std::vector<std::size_t> widths_;
};

/// Writes a table with one row per value. `entries_of` is called twice for each value and must return the same entries,
/// so that only one row is kept, however long a server's list is.
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
