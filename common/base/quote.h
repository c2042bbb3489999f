#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cleat {

/// `text` made safe to show: control characters, backslashes and what is not UTF-8 as `\n`, `\e`, `\x07`, `\\`. For
/// messages that carry a name somebody else chose.
[[nodiscard]] std::string printable(std::string_view text);

/// `printable(text)` in double quotes, at most `most` bytes of it.
[[nodiscard]] std::string in_quotes(std::string_view text, std::size_t most = 100);

/// One word for a POSIX shell (XCU 2.2.2): as it is when nothing in it means anything to a shell, else in single
/// quotes.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A command line that a POSIX shell would take apart into exactly `words`.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

} // namespace cleat
