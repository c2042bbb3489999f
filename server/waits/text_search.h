#pragma once

#include "server/waits/pattern.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A search for the first line that matches, in text as it was when the search began, which can be done in pieces. A
/// line longer than the pattern is tried on at once is split.
class TextSearch {
 public:
    enum class Outcome : std::uint8_t {
        found,
        absent,
        unfinished, ///< as much was done as one piece may cost
        outdated,   ///< the text is not as it was: search anew
    };
    static constexpr Steps ALL = std::numeric_limits<Steps>::max();

    virtual ~TextSearch() = default;
    /// Goes on until `most` was spent, and a line more. Always with the same pattern.
    [[nodiscard]] Outcome go_on(const Pattern& pattern, Steps most);
    /// The line that matches.
    [[nodiscard]] const std::string& found() const { return found_; }
    /// How many lines, or parts of long ones, the pattern was tried on.
    [[nodiscard]] std::size_t tried() const { return tried_; }

 protected:
    /// What is added to a line.
    struct Part {
        std::string_view text; ///< valid until the next is asked for
        bool ends_line = true;
        bool is_wanted = true; ///< a line is tried where any of its parts is, and any is news
        bool is_news = true;
        Steps cost = 0;         ///< of reading it
        std::size_t blanks = 0; ///< at its end: the line is tried with them, and without
    };
    /// Nothing where the text ends.
    [[nodiscard]] virtual std::optional<Part> next() = 0;
    [[nodiscard]] virtual bool is_outdated() const { return false; }

 private:
    [[nodiscard]] bool read(std::size_t enough, Steps& spent);
    [[nodiscard]] bool try_piece(const Pattern& pattern, Steps& spent);
    [[nodiscard]] bool try_on(const Pattern& pattern, std::string_view piece, Steps& spent);
    void end_line();

    std::string line_;
    std::size_t at_ = 0;     ///< in the line: what is before was tried
    std::size_t blanks_ = 0; ///< at its end, that may be left out
    bool is_ready_ = false;  ///< the line is tried before anything is added to it
    bool goes_on_ = false;   ///< what follows belongs to the same line, which was too long
    bool is_wanted_ = false; ///< any part of it
    bool is_news_ = false;
    std::string found_;
    std::size_t tried_ = 0;
};

} // namespace cleat
