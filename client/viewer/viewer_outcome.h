#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <cstddef>
#include <string>
#include <variant>

namespace cleat {

/// How a client's stay in a session ended.
struct ViewerRefused {
    Error why;
};
struct ViewerDetached {
    std::string session;
    std::string reason;          ///< empty where the user asked for it
    std::size_t undelivered = 0; ///< bytes of input that the server was not sent
};
struct ViewerEnded {
    std::string session;
    ExitStatus how;
};
struct ViewerLost {
    std::string why;
};
/// A signal ended the client, or its terminal went away (then SIGHUP).
struct ViewerSignalled {
    int signal = 0;
};
using ViewerOutcome = std::variant<ViewerRefused, ViewerDetached, ViewerEnded, ViewerLost, ViewerSignalled>;

} // namespace cleat
