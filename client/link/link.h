#pragma once

#include "client/link/link_command.h"
#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <string>

namespace cleat {

/// How the server is reached.
struct LinkOptions {
    /// A shell command whose standard input and output are connected to the server, such as `ssh host cleat relay`;
    /// empty for the socket in the runtime directory.
    std::string via;
    /// Another user, by name or number, whose shared sessions are observed through that user's socket for guests; empty
    /// for this user's own server. Not together with `via`.
    std::string owner;
};

/// A link to a server, on which nothing was sent yet.
struct OpenLink {
    UniqueFd socket;
    LinkCommand command;
};

/// What to do if no server runs.
enum class WithoutServer { start_one, fail };

/// Opens a non-blocking stream socket to the server, and starts the command that it goes through, if any. With
/// `start_one`, starts a server if none runs: reports on standard error which of the user's runtime directories were
/// skipped because they are not trusted, and waits until the server listens. With `fail`, `not_found` if no server
/// runs.
Result<OpenLink> open_link(const LinkOptions& options, WithoutServer without);

/// Like `open_link` with `WithoutServer::fail`, but the caller must read the command's standard error and terminate it.
/// A command without a terminal runs in a new session (setsid(2)).
Result<OpenLink> open_watched_link(const LinkOptions& options, LinkTerminal terminal);

/// The `cleatd` that belongs to this program: the one in the same directory, else the one in PATH.
[[nodiscard]] std::string server_program();

} // namespace cleat
