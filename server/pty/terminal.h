#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace cleat {

/// The two ends of a new pseudo-terminal (pty(7)), both close-on-exec and above the standard descriptors.
struct PseudoTerminal {
    UniqueFd master; ///< ours, non-blocking
    UniqueFd slave;  ///< the program's
};

/// Opens a pseudo-terminal of that size in cooked mode with IUTF8, so that the line discipline erases whole characters.
/// Otherwise the errno that says why not.
tl::expected<PseudoTerminal, int> open_terminal(std::uint16_t rows, std::uint16_t columns);

/// Gives the terminal a size; its foreground process group gets SIGWINCH if that is a new one.
Result<void> set_window_size(int master, std::uint16_t rows, std::uint16_t columns);

/// The process group that a key like ^C would signal, if there is one (tcgetpgrp(3)).
[[nodiscard]] std::optional<pid_t> foreground_group(int master);

/// Whether a terminal shows what is typed, by itself.
enum class Echo {
    on,
    off_for_a_line,   ///< the program reads lines and hides them: a password, most likely
    off_for_each_key, ///< the program reads key by key, and shows what it wants
};
[[nodiscard]] Echo echo_of(int master);

} // namespace cleat
