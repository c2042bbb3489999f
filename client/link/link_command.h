#pragma once

#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace cleat {

/// What a link's command may do with the user's terminal.
enum class LinkTerminal {
    shared, ///< it is the command's too: it may ask for a password
    none,   ///< the command has none, nor a session with one
};

/// The command that a link goes through.
struct LinkCommand {
    pid_t pid = 0; ///< 0: there is none, or it was reaped
    LinkTerminal terminal = LinkTerminal::shared;
    UniqueFd words; ///< what it writes to standard error, non-blocking
};

/// Why a link is over that nothing comes from any more: how its command ended, where that is known within a second,
/// else that the server is gone.
[[nodiscard]] std::string why_over(LinkCommand& command);

/// What to say of a link from which nothing comes though it is open: how its command ended, if it has and left
/// something that holds the link, else that the server does not answer. Tells the command to end.
[[nodiscard]] std::string why_silent(LinkCommand& command);

/// Tells the command, if there is one, to end, and what it has started: one in a session of its own with all its
/// process group, another with its descendants.
void tell_to_end(const LinkCommand& command);

/// Whether the user's terminal hides what is typed: then somebody is being asked for a password there.
[[nodiscard]] bool is_password_asked();

} // namespace cleat
