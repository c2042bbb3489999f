#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <cstddef>
#include <string>
#include <variant>

namespace cleat {

/// How a client's attachment to a session ended: the alternatives of `ViewerOutcome`.
struct ViewerRefused {
    Error why;
};
struct ViewerDetached {
    std::string session;
    std::string reason;          ///< empty if the user detached
    std::size_t undelivered = 0; ///< bytes of input that were not sent to the server
};
struct ViewerEnded {
    std::string session;
    ExitStatus how;
};
struct ViewerLost {
    std::string why;
};
/// A signal ended the client; SIGHUP if its terminal closed.
struct ViewerSignalled {
    int signal = 0;
};
using ViewerOutcome = std::variant<ViewerRefused, ViewerDetached, ViewerEnded, ViewerLost, ViewerSignalled>;

} // namespace cleat
