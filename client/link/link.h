#pragma once

#include "client/link/link_command.h"
#include "common/base/result.h"
#include "common/base/unique_fd.h"

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

/// A link to a server, where nothing was said yet.
struct OpenLink {
    UniqueFd socket;
    LinkCommand command;
};

/// What to do where no server runs.
enum class WithoutServer { start_one, fail };

/// A non-blocking stream socket to the server, and the command that it goes through, if it does. Starts one if asked to
/// and there is none: then says which directories of the user's were passed over, and waits until it listens.
/// `not_found` where there is none and none was to be started.
Result<OpenLink> open_link(const LinkOptions& options, WithoutServer without);

/// The same, to a server that must be there; whoever asks has what the link's command says and sees to its end. A
/// command without a terminal leads a session of its own.
Result<OpenLink> open_watched_link(const LinkOptions& options, LinkTerminal terminal);

/// The path of the `cleatd` that belongs to this program: beside it, else as PATH finds it.
[[nodiscard]] std::string server_program();

} // namespace cleat
