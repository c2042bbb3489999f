#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cleat {

/// One line of a program's output as a terminal would leave it: what was written over something stands in its place,
/// as after a lone carriage return or a backspace. A line longer than the terminal is wide is several of its rows, of
/// which these controls leave the cursor in its own.
class TerminalLine {
 public:
    /// A line that takes more bytes than this is taken in pieces.
    static constexpr std::size_t MOST_BYTES = 8U << 10;

    static constexpr std::size_t MOST_BLANKS = 1'024;

    /// For a terminal of that many columns; with 0, of which a line is one row however long it is.
    explicit TerminalLine(int columns) : columns_(static_cast<std::size_t>(columns)) {}

    /// Writes a character, which is no control, at the cursor.
    void put(char32_t character);
    void tab();
    void carriage_return();
    /// By `count` columns, within the row. Without rows, no further behind the line than `MOST_BLANKS`.
    void go_back(int count);
    void go_forward(int count);
    /// By `count` rows, within the line.
    void go_up(int count);
    void go_down(int count);
    /// To a column of the row, from 1.
    void go_to(int column);
    /// ECMA-48 EL: 0 from the cursor on, 1 up to it, 2 all of the row.
    void erase_in_row(int what);
    /// ECMA-48 ECH.
    void erase(int count);
    /// ECMA-48 DCH and ICH.
    void remove(int count);
    void insert(int count);

    [[nodiscard]] bool is_full() const { return bytes_ > MOST_BYTES; }
    /// The line so far, in UTF-8, after which it is empty.
    [[nodiscard]] std::string take();

 private:
    /// What stands in a column. A character of two columns, or a tab, is followed by columns without text.
    struct Column {
        std::string text = " ";
        bool is_rest = false; ///< of the character before it
    };

    [[nodiscard]] std::size_t row_begin() const;
    [[nodiscard]] std::size_t row_end() const;
    void part(std::size_t at);
    void blank(std::size_t from, std::size_t to);
    void set(std::size_t at, Column column);

    std::size_t columns_;
    std::vector<Column> line_;
    std::size_t cursor_ = 0;  ///< may be beyond the end
    bool is_pending_ = false; ///< the cursor is behind the last column of a row, and still in that row
    std::size_t bytes_ = 0;
};

} // namespace cleat
