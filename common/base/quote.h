#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cleat {

/// `text` made safe to show: what is hidden (hidden_character.h), backslashes and what is not UTF-8 as `\n`, `\e`,
/// `\x07`,
/// `\u{202e}`, `\\`. For messages that carry a name somebody else chose.
[[nodiscard]] std::string printable(std::string_view text);

/// How much of a text somebody else chose is worth showing in a message or in a column, in bytes.
inline constexpr std::size_t MOST_SHOWN = 4'096;

/// The same with backslashes as they are, and no more than the first `most` bytes of `text`, then `...`: for whole
/// messages, whose names were made printable, and for entries of tables.
[[nodiscard]] std::string visible(std::string_view text, std::size_t most = MOST_SHOWN);

/// `printable(text)` in double quotes, at most `most` bytes of it.
[[nodiscard]] std::string in_quotes(std::string_view text, std::size_t most = 100);

/// One word for a POSIX shell (XCU 2.2.2): as it is when nothing in it means anything to a shell, else in single
/// quotes.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A command line that a POSIX shell would take apart into exactly `words`.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

} // namespace cleat
