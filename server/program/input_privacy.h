#pragma once

#include "server/pty/terminal.h"

#include <string>
#include <vector>

namespace cleat {

/// The foreground process group of a session's terminal.
enum class InFront { own_program, another };

/// Whether typed input can be kept in a recording: never while the terminal does not echo, because the input may be a
/// password. The one exception is the line editor of a shell that is the session's own program: it reads key by key and
/// displays the keys itself. `command` is the session's.
[[nodiscard]] bool may_keep_input(Echo echo, InFront front, const std::vector<std::string>& command);

} // namespace cleat
