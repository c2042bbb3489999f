#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace cleat {

/// The cost of searching, known in advance: bytes of text times instructions of the compiled pattern, plus cells read.
/// One unit takes some tenths of a nanosecond; with the worst patterns, five nanoseconds.
using Steps = std::uint64_t;

/// A user's regular expression. Matching takes time linear in the text, whatever the pattern.
class Pattern {
 public:
    /// Limits of a pattern.
    struct Limits {
        std::size_t length = 1U << 20;                  ///< bytes
        std::size_t memory = 8U << 20;                  ///< bytes, of the compiled program and the state for matching
        Steps line = std::numeric_limits<Steps>::max(); ///< the cost of trying it on one line
    };
    static constexpr Limits FOR_GUESTS{.length = 256, .memory = 64U << 10, .line = 500'000};
    /// Maximum number of bytes of a line that any pattern is tried on at once.
    static constexpr std::size_t LONGEST_LINE = 64U << 10;

    /// `invalid` with the reason if `text` is not in RE2's syntax, or exceeds the limits.
    static Result<Pattern> compile(const std::string& text, Limits limits);
    static Result<Pattern> compile(const std::string& text) { return compile(text, Limits()); }
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    [[nodiscard]] bool matches(std::string_view text) const;
    /// The cost of trying it on that many bytes.
    [[nodiscard]] Steps cost_of(std::size_t bytes) const { return bytes * instructions_; }
    /// Maximum number of bytes of a line that it is tried on at once: longer lines are split.
    [[nodiscard]] std::size_t longest_line() const { return longest_line_; }

 private:
    Pattern(std::unique_ptr<re2::RE2> compiled, Limits limits);

    std::unique_ptr<re2::RE2> compiled_;
    Steps instructions_;
    std::size_t longest_line_;
};

} // namespace cleat
