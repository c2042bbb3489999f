#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cleat {

/// Makes `text` safe to show: hidden characters (hidden_character.h), backslashes and bytes that are not UTF-8 are
/// escaped: `\n`, `\e`, `\x07`, `\u{202e}`, `\\`. For messages that contain a name chosen by someone else.
[[nodiscard]] std::string printable(std::string_view text);

/// How many bytes a message or a table column shows of a string that another program supplied.
inline constexpr std::size_t MAX_SHOWN = 4'096;

/// Like `printable`, but leaves backslashes unchanged and shows only the first `most` bytes of `text`, then `...`: for
/// whole messages whose names are already printable, and for table entries.
[[nodiscard]] std::string visible(std::string_view text, std::size_t most = MAX_SHOWN);

/// At most the first `most` bytes of `text`, made `printable`, in double quotes.
[[nodiscard]] std::string in_quotes(std::string_view text, std::size_t most = 100);

/// Quotes one word for a POSIX shell (XCU 2.2.2): unchanged if the shell treats no character in it specially, otherwise
/// in single quotes.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A command line that a POSIX shell splits into exactly `words`.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

} // namespace cleat
