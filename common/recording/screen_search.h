#pragma once

#include "common/base/result.h"
#include "common/terminal/terminal.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cleat {

/// Whether capitals count.
enum class LetterCase : std::uint8_t { exact, ignored };

/// Looks at a terminal again and again for lines that match a pattern and were not there before. A line is what rows
/// show that autowrap joins, without blanks at its end.
class ScreenSearch {
 public:
    /// A regular expression as RE2 has it; `invalid` where it is none.
    static Result<ScreenSearch> compile(std::string_view pattern, LetterCase letters = LetterCase::exact);
    ScreenSearch(ScreenSearch&&) noexcept;
    ScreenSearch& operator=(ScreenSearch&&) noexcept;
    ~ScreenSearch();

    /// The lines that match and came since the last look, top first: on the screen, and above it where more came than
    /// the screen holds. One that was there and only moved, or was drawn again, did not come.
    [[nodiscard]] std::vector<std::string> look(const Terminal& terminal);
    /// The next look is the first again: what it sees was there before.
    void forget();

    [[nodiscard]] bool matches(std::string_view line) const;

 private:
    struct Pattern;
    explicit ScreenSearch(std::unique_ptr<Pattern> pattern);

    void take(const std::string& line, std::vector<std::string>& out);
    void look_above(const Terminal& terminal, const Screen& screen, std::vector<std::string>& out);

    std::unique_ptr<Pattern> pattern_;
    std::vector<RowRef> rows_;                         ///< that were seen, of both screens
    std::unordered_map<const Row*, std::string> seen_; ///< each of them; the line that matched and begins there
    std::unordered_map<std::string, bool> shown_;      ///< lines that matched and were seen in the last look
    std::uint64_t scrolled_ = 0;
    bool has_looked_ = false;
};

} // namespace cleat
