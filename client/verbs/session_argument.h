#pragma once

#include "client/link/link.h"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace cleat {

/// The argument NAME, as given.
struct SessionArgument {
    std::string given;

    /// The session to name in a request to the server behind `link`: as given; else the session that this program runs
    /// in, if that is a session of the same server; else empty, which means the one used last.
    [[nodiscard]] std::string of(const LinkOptions& link) const;
};

/// Declares the optional argument NAME, a session.
std::shared_ptr<SessionArgument> add_session_argument(CLI::App& app);
/// Declares the required argument NAME, a session.
std::shared_ptr<std::string> add_required_session_argument(CLI::App& app);

} // namespace cleat
