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
/// The error is an errno.
tl::expected<PseudoTerminal, int> open_terminal(std::uint16_t rows, std::uint16_t columns);

/// Sets the size of the terminal; its foreground process group gets SIGWINCH if the size changed.
Result<void> set_window_size(int master, std::uint16_t rows, std::uint16_t columns);

/// The foreground process group, which a key like ^C would signal, if there is one (tcgetpgrp(3)).
[[nodiscard]] std::optional<pid_t> foreground_group(int master);

/// Whether a terminal echoes typed input itself.
enum class Echo {
    on,
    off_for_a_line,   ///< the program reads lines without echo: most likely a password
    off_for_each_key, ///< the program reads key by key, and echoes keys itself if at all
};
[[nodiscard]] Echo echo_of(int master);

} // namespace cleat
