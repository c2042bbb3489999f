#pragma once

#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/model/history.h"
#include "common/model/screen.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace re2 {
class RE2;
}

namespace cleat {

/// A regular expression of a user's. Takes time in proportion to the text, whatever the pattern.
class Pattern {
 public:
    /// `invalid` with the reason where `text` is not RE2's syntax.
    static Result<Pattern> compile(const std::string& text);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    [[nodiscard]] bool matches(std::string_view text) const;

 private:
    explicit Pattern(std::unique_ptr<re2::RE2> compiled);
    std::unique_ptr<re2::RE2> compiled_;
};

/// The first line that the program wrote from `after` on and that matches: lines of history from number `from_line` on,
/// then those of the active screen. A line is what autowrap has joined.
[[nodiscard]] std::optional<std::string> find_line(const Pattern& pattern, const Screen& screen, const History& history,
                                                   std::uint64_t from_line, std::uint64_t after);

} // namespace cleat
