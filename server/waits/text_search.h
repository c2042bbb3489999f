#pragma once

#include "server/waits/pattern.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A search for the first matching line, in the text as it is when the search starts. It can be done in pieces. A line
/// longer than `Pattern::longest_line` is split.
class TextSearch {
 public:
    enum class Outcome : std::uint8_t {
        found,
        absent,
        unfinished, ///< the limit of this piece is reached
        outdated,   ///< the text has changed: start a new search
    };
    static constexpr Steps ALL = std::numeric_limits<Steps>::max();

    virtual ~TextSearch() = default;
    /// Continues until the cost reaches `most`, which the last line tried can exceed. Must always be called with the
    /// same pattern.
    [[nodiscard]] Outcome resume(const Pattern& pattern, Steps most);
    /// The matching line.
    [[nodiscard]] const std::string& found() const { return found_; }
    /// The number of lines, or parts of long lines, that the pattern was tried on.
    [[nodiscard]] std::size_t tried() const { return tried_; }

 protected:
    /// A part of a line.
    struct Part {
        std::string_view text; ///< valid until the next call of `next`
        bool ends_line = true;
        bool is_wanted = true; ///< a line is tried if at least one of its parts is wanted, and one may have changed
        bool may_have_changed = true; ///< since it was last searched
        Steps cost = 0;               ///< of reading the part
        std::size_t blanks = 0;       ///< number of blanks at its end: the line is tried with and without them
    };
    /// The next part; nothing at the end of the text.
    [[nodiscard]] virtual std::optional<Part> next() = 0;
    [[nodiscard]] virtual bool is_outdated() const { return false; }

 private:
    [[nodiscard]] bool read(std::size_t enough, Steps& spent);
    [[nodiscard]] bool try_piece(const Pattern& pattern, Steps& spent);
    [[nodiscard]] bool try_on(const Pattern& pattern, std::string_view piece, Steps& spent);
    void end_line();

    std::string line_;
    std::size_t at_ = 0;     ///< position in `line_`: everything before it was tried
    std::size_t blanks_ = 0; ///< at the end of `line_`, which can be left out
    bool is_ready_ = false;  ///< the line is tried before anything is appended
    bool goes_on_ = false;   ///< the next part belongs to the same line, which was too long
    bool is_wanted_ = false; ///< true if any part of the line is
    bool may_have_changed_ = false;
    std::string found_;
    std::size_t tried_ = 0;
};

} // namespace cleat
