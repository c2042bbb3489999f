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
    std::vector<Error> passed_over;     ///< why directories that were skipped are not trusted
    std::vector<Error> own_passed_over; ///< the same for directories that this user owns, and can therefore fix
};

/// Looks for this user's server in `places`, in order. A directory is used only if it belongs to this user and is
/// closed to others, and a socket only if this user called listen(2) on it (SO_PEERCRED); nothing is sent before that
/// check. Other directories are skipped, with the reason in `passed_over`, unless `places` contains only one: then the
/// reason is returned as an error. `lost` if a server is there but does not respond.
Result<ServerSearch> find_server(const std::vector<RuntimeDirectory>& places);

/// Like the above. If a server runs but its socket or directory was removed, waits up to `patience` for the server to
/// restore them; after that `lost`, with advice for the user.
Result<ServerSearch> find_server(const std::vector<RuntimeDirectory>& places, std::chrono::milliseconds patience);

} // namespace cleat
