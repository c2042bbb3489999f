#pragma once

#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace cleat {

/// Whether a link's command has the user's terminal.
enum class LinkTerminal {
    shared, ///< it shares the user's terminal and can ask for a password
    none,   ///< it runs in a session without a terminal
};

/// The command that a link goes through.
struct LinkCommand {
    pid_t pid = 0; ///< 0 if there is none, or it was reaped
    LinkTerminal terminal = LinkTerminal::shared;
    UniqueFd messages; ///< its standard error, non-blocking; empty if it is not read here
};

/// Describes why a link was closed: how its command ended, if it ends within a second; otherwise, that the server
/// closed the connection.
[[nodiscard]] std::string close_reason(LinkCommand& command);

/// Describes why an open link is silent: how its command ended, if it has ended and another process keeps the link
/// open; otherwise, that the server does not answer. Terminates the command if it is still running.
[[nodiscard]] std::string why_silent(LinkCommand& command);

/// Terminates the command, if there is one, and the processes it started: its process group if it has a separate
/// session, otherwise its descendants.
void terminate_command(const LinkCommand& command);

/// Whether echo is off on the user's terminal, which means that a password prompt is waiting there.
[[nodiscard]] bool is_password_asked();

} // namespace cleat
