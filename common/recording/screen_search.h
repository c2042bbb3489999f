#pragma once

#include "common/base/result.h"
#include "common/terminal/terminal.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cleat {

/// Whether upper and lower case differ.
enum class LetterCase : std::uint8_t { exact, ignored };

/// Searches a terminal repeatedly for lines that match a pattern and are new since the previous search. A line is the
/// text of rows joined by autowrap, without trailing blanks.
class ScreenSearch {
 public:
    /// Compiles an RE2 regular expression; `invalid` if it is malformed.
    static Result<ScreenSearch> compile(std::string_view pattern, LetterCase letters = LetterCase::exact);
    ScreenSearch(ScreenSearch&&) noexcept;
    ScreenSearch& operator=(ScreenSearch&&) noexcept;
    ~ScreenSearch();

    /// The matching lines that appeared since the last search, top first: on the screen, and above it if more appeared
    /// than the screen holds. A line that only moved or was redrawn is not new.
    [[nodiscard]] std::vector<std::string> take_new_matches(const Terminal& terminal);
    /// After this, the next search counts as the first, which finds no new lines.
    void reset();

    [[nodiscard]] bool matches(std::string_view line) const;

 private:
    struct Pattern;
    explicit ScreenSearch(std::unique_ptr<Pattern> pattern);

    void take(const std::string& line, std::vector<std::string>& out);
    void search_above(const Terminal& terminal, const Screen& screen, std::vector<std::string>& out);

    std::unique_ptr<Pattern> pattern_;
    std::vector<RowRef> rows_;                         ///< the rows seen, of both screens
    std::unordered_map<const Row*, std::string> seen_; ///< each row, with the matching line that starts in it
    std::unordered_map<std::string, bool> shown_;      ///< matching lines seen in the last search
    std::uint64_t scrolled_ = 0;
    bool has_searched_ = false;
};

} // namespace cleat
