#pragma once

#include "common/base/result.h"
#include "common/base/runtime_directories.h"
#include "common/socket/server_guard.h"
#include "server/keeper/listening_socket.h"
#include "server/keeper/server_lock.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Why a server cannot start: the exit code and the message.
struct StartError {
    int code = 0;
    std::string message;
};

/// Where a server serves: its runtime directory, with the guard, the lock and the listening socket.
struct ServingDirectory {
    RuntimeDirectory runtime;
    ServerGuard guard;
    ServerLock lock;
    std::optional<ListeningSocket> listener; ///< none if it was lost and could not be created again

    /// Takes the first available of `places`, and listens there. `EXIT_ALREADY_RUNNING` if this user's server answers
    /// in any of them; `EXIT_FAILED` if none is available. Waits up to 10 s for a server that holds a directory but
    /// does not serve: it is starting or ending.
    static tl::expected<ServingDirectory, StartError> take(const std::vector<RuntimeDirectory>& places);
    /// Takes the first of `places` that is available at once and has no other server; nothing if there is none.
    static std::optional<ServingDirectory> take_spare(const std::vector<RuntimeDirectory>& places);

    /// Whether directory, lock and socket are as they were created, and no other user can enter.
    [[nodiscard]] bool is_whole() const;
    /// Creates again whichever of directory, lock and socket is missing or was replaced; returns true if the socket is
    /// a new one. The parents of a directory that the user chose are created, too. A file of this user's that is in the
    /// way is renamed. `refused` if a file of another user's is in the way, or if another server has the lock.
    Result<bool> restore();
};

} // namespace cleat
