#pragma once

#include "common/base/result.h"
#include "common/base/runtime_directories.h"
#include "common/base/unique_fd.h"

#include <chrono>
#include <vector>

namespace cleat {

/// The result of a search for a server.
struct ServerSearch {
    UniqueFd socket;                    ///< a non-blocking connection to the server; empty if none responds
    RuntimeDirectory place;             ///< the directory of that server
    std::vector<Error> passed_over;     ///< why earlier directories are not trusted
    std::vector<Error> own_passed_over; ///< why directories of this user, who can fix them, are not trusted
};

/// Looks for this user's server in `places`, in order. A directory is used only if it belongs to this user and is
/// closed to others, and a socket only if this user called listen(2) on it (SO_PEERCRED); nothing is sent before that
/// check. Other directories are passed over; but if `places` has only one, its problem is returned as the
/// error, `refused`. `lost` if a server is there but does not respond.
Result<ServerSearch> find_server(const std::vector<RuntimeDirectory>& places);

/// Like the above. If a server runs but its socket or directory was removed, waits up to `patience` for the server to
/// restore them; after that `lost`, with advice for the user.
Result<ServerSearch> find_server(const std::vector<RuntimeDirectory>& places, std::chrono::milliseconds patience);

} // namespace cleat
