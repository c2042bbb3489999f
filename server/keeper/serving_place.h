#pragma once

#include "common/base/result.h"
#include "common/base/runtime_places.h"
#include "common/socket/server_guard.h"
#include "server/keeper/listening_socket.h"
#include "server/keeper/server_lock.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Why a server cannot start: what to exit with, and what to say.
struct StartError {
    int code = 0;
    std::string message;
};

/// Where a server serves: its runtime directory, of which it has the guard, the lock and the listening socket.
struct ServingPlace {
    RuntimePlace runtime;
    ServerGuard guard;
    ServerLock lock;
    std::optional<ListeningSocket> listener; ///< none where it was lost and could not be made again

    /// Takes the first of `places` that can be had, and listens there. `EXIT_ALREADY_RUNNING` if this user's server
    /// answers in any of them; `EXIT_FAILED` if none can be had. Waits up to 10 s for a server that has a place and
    /// does not serve: it is starting or ending.
    static tl::expected<ServingPlace, StartError> take(const std::vector<RuntimePlace>& places);
    /// The first of `places` where no other server is that can be had at once; nothing where there is none.
    static std::optional<ServingPlace> take_spare(const std::vector<RuntimePlace>& places);

    /// Whether directory, lock and socket are there as they were made, and nobody else can enter.
    [[nodiscard]] bool is_whole() const;
    /// Makes what is missing, or is something else, anew; true where the listening socket is another one. Those above a
    /// directory that the user chose are made, too. What is in the way and is this user's is moved away. `refused`
    /// where it is another user's, or another server has the lock.
    Result<bool> restore();
};

} // namespace cleat
