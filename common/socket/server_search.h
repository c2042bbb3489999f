#pragma once

#include "common/base/result.h"
#include "common/base/runtime_places.h"
#include "common/base/unique_fd.h"

#include <chrono>
#include <vector>

namespace cleat {

/// What was found where a server may be.
struct ServerSearch {
    UniqueFd socket;                    ///< a non-blocking connection to the server; none if none answers
    RuntimePlace place;                 ///< where that is
    std::vector<Error> passed_over;     ///< why a place before it is not to be trusted
    std::vector<Error> own_passed_over; ///< those of them that are directories of this user's, which can mend them
};

/// Looks for this user's server in `places`, in their order. A directory counts only if it is this user's alone, and
/// what listens there only if this user called listen(2) (SO_PEERCRED): nothing is sent to it before. Whoever has taken
/// a place is passed over; where there is but one place that is the error, `refused`. `lost` if a server is there and
/// does not answer.
Result<ServerSearch> find_server(const std::vector<RuntimePlace>& places);

/// The same. Where none is found although there is one, whose socket or directory was taken away, it is waited for
/// until that server has restored them, so long at most; after that `lost`, with what the user can do.
Result<ServerSearch> find_server(const std::vector<RuntimePlace>& places, std::chrono::milliseconds patience);

} // namespace cleat
