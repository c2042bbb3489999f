#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace cleat {

/// How the server is reached.
struct LinkOptions {
    /// A shell command whose standard input and output are the way to the server, as `ssh host cleat relay`; empty for
    /// the socket in the runtime directory.
    std::string via;
    /// The user whose shared sessions are looked at, by name or number, through the socket for guests; empty for the
    /// user's own server. Not together with `via`.
    std::string owner;
};

/// What a link's command may do with the user's terminal.
enum class LinkTerminal {
    shared, ///< it is the command's too: it may ask for a password
    none,   ///< the command has none, nor a session with one
};

/// The command that a link goes through.
struct LinkCommand {
    pid_t pid = 0; ///< 0: there is none
    LinkTerminal terminal = LinkTerminal::shared;
    UniqueFd words; ///< what it writes to standard error, non-blocking
};

struct OpenLink {
    UniqueFd socket;
    LinkCommand command;
};

/// What to do where no server runs.
enum class WithoutServer { start_one, fail };

/// A non-blocking stream socket to the server. Starts one if asked to and there is none: then says which directories
/// of the user's were passed over, and waits until it listens.
/// `not_found` where there is none and none was to be started.
Result<UniqueFd> open_link(const LinkOptions& options, WithoutServer without);

/// The same, to a server that must be there; whoever asks has what the link's command says and sees to its end. A
/// command without a terminal leads a session of its own.
Result<OpenLink> open_watched_link(const LinkOptions& options, LinkTerminal terminal);

/// The path of the `cleatd` that belongs to this program: beside it, else as PATH finds it.
[[nodiscard]] std::string server_program();

} // namespace cleat
