#pragma once

#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// A name in the abstract namespace of Unix sockets (unix(7)), derived from the runtime directory's path, the mount
/// namespace and the user. A server holds it in addition to the files in its runtime directory, because a held name,
/// unlike a file, cannot be removed. While it is held, no second server starts for that directory, even if lock and
/// socket were removed; and a client that finds no socket can knock, which makes the server check its directory. It is
/// released when the process exits.
///
/// Any user can take such a name. A name held by another user is ignored: the lock still applies.
class ServerGuard {
 public:
    enum class Found {
        nobody,      ///< it was free, and is now taken
        own_server,  ///< held by a server of this user
        somebody,    ///< holder unknown: perhaps a server of this user that is starting
        another_user ///< held by another user, or not available; ignore it
    };

    /// Tries to take the name. If it is already taken, `Found` says by whom, and the returned guard has no socket.
    static std::pair<ServerGuard, Found> take(const std::string& runtime_directory);

    /// Starts listening, so that `knock` finds the server.
    void announce() const;
    /// The non-blocking listening socket to which a knock connects; -1 if there is none.
    [[nodiscard]] int get() const { return socket_.get(); }
    /// Accepts all pending knocks; false if there were none.
    [[nodiscard]] bool accept_knocks() const;
    /// Releases the name.
    void release() { socket_.reset(); }

 private:
    UniqueFd socket_;
};

/// Knocks at this user's server for that directory, even if the directory is missing; the server then checks the
/// directory. Returns the server's process id, 0 if it is not visible from here, or nothing if there is no
/// server.
std::optional<pid_t> knock(const std::string& runtime_directory);

} // namespace cleat
