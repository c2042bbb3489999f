#pragma once

#include "common/base/runtime_places.h"
#include "server/keeper/listening_socket.h"
#include "server/keeper/server_lock.h"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace cleat {

/// Why a server cannot start: what to exit with, and what to say.
struct StartError {
    int code = 0;
    std::string message;
};

/// Where a server serves: its runtime directory, of which it has the lock and the listening socket.
struct ServingPlace {
    RuntimePlace runtime;
    ServerLock lock;
    ListeningSocket listener;

    /// Takes the first of `places` that can be had, and listens there. `EXIT_ALREADY_RUNNING` if this user's server
    /// answers in any of them; `EXIT_FAILED` if none can be had. Waits up to 10 s for a server that has a lock and does
    /// not serve: it is starting or ending.
    static tl::expected<ServingPlace, StartError> take(const std::vector<RuntimePlace>& places);
};

} // namespace cleat
