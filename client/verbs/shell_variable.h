#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cleat {

/// Whose quoting to use.
enum class Shell : unsigned char {
    posix, ///< POSIX XCU 2.2.2: sh, bash, zsh, ksh
    fish,
};

/// Whether a shell can safely set a variable of this name that a server sent: a valid name (POSIX XBD 8.1) that makes
/// neither the shell nor its programs run or load anything, as PATH, LD_PRELOAD or BASH_ENV would.
[[nodiscard]] bool is_harmless_name(std::string_view name);

/// A line of shell code that sets and exports NAME=VALUE. Nothing unless the name is harmless and one of `followed`,
/// and the value has no control characters other than tabs and newlines.
[[nodiscard]] std::optional<std::string> assignment(std::string_view variable, std::span<const std::string> followed,
                                                    Shell shell);

} // namespace cleat
