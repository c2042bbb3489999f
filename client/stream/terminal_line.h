#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cleat {

/// One line of a program's output as a terminal would leave it: later text overwrites earlier text, as after a lone
/// carriage return or a backspace. A line longer than the terminal is wide spans several rows; carriage returns and
/// backspaces keep the cursor in its row.
class TerminalLine {
 public:
    /// A line that needs more bytes than this is taken in pieces.
    static constexpr std::size_t MAX_BYTES = 8U << 10;

    static constexpr std::size_t MAX_BLANKS = 1'024;

    /// For a terminal of `columns` columns; with 0, a line of any length is one row.
    explicit TerminalLine(int columns) : columns_(static_cast<std::size_t>(columns)) {}

    /// Writes a character, not a control, at the cursor.
    void put(char32_t character);
    void tab();
    void carriage_return();
    /// Moves the cursor by `count` columns within the row; on a terminal of 0 columns, at most `MAX_BLANKS` past the
    /// end.
    void go_back(int count);
    void go_forward(int count);
    /// Moves the cursor by `count` rows within the line.
    void go_up(int count);
    void go_down(int count);
    /// Moves the cursor to a column of the row, counted from 1.
    void go_to(int column);
    /// ECMA-48 EL: 0 from the cursor to the end of the row, 1 from the start of the row to the cursor, 2 the whole row.
    void erase_in_row(int what);
    /// ECMA-48 ECH.
    void erase(int count);
    /// ECMA-48 DCH and ICH.
    void remove(int count);
    void insert(int count);

    [[nodiscard]] bool is_full() const { return bytes_ > MAX_BYTES; }
    /// Returns the line so far, in UTF-8, and empties it.
    [[nodiscard]] std::string take();

 private:
    /// The contents of a column. A character of two columns, or a tab, is followed by columns without text.
    struct Column {
        std::string text = " ";
        bool is_rest = false; ///< belongs to the character before it
    };

    [[nodiscard]] std::size_t row_begin() const;
    [[nodiscard]] std::size_t row_end() const;
    void part(std::size_t at);
    void blank(std::size_t from, std::size_t to);
    void set(std::size_t at, Column column);

    std::size_t columns_;
    std::vector<Column> line_;
    std::size_t cursor_ = 0;  ///< can be past the end
    bool is_pending_ = false; ///< a wrap is pending: the cursor is past the last column of a row, but still in that row
    std::size_t bytes_ = 0;
};

} // namespace cleat
