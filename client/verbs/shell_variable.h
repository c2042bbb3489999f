#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cleat {

/// Whose quoting.
enum class Shell : unsigned char {
    posix, ///< POSIX XCU 2.2.2: sh, bash, zsh, ksh
    fish,
};

/// Whether a shell may be told to set a variable of this name because a server said so: a name (POSIX XBD 8.1) that
/// makes neither the shell nor the programs that it starts run or load anything, as PATH, LD_PRELOAD or BASH_ENV would.
[[nodiscard]] bool is_harmless_name(std::string_view name);

/// A line for the shell to evaluate that sets and exports what NAME=VALUE says. Nothing unless the name is harmless and
/// one of `followed`, and the value has no control characters but tabs and newlines.
[[nodiscard]] std::optional<std::string> assignment(std::string_view variable, std::span<const std::string> followed,
                                                    Shell shell);

} // namespace cleat
