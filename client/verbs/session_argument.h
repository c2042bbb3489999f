#pragma once

#include "client/link/link.h"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace cleat {

/// The argument NAME, as it was given.
struct SessionArgument {
    std::string given;

    /// What the server that the link leads to is asked for: where nothing was given, the session that this program runs
    /// in if it is that server's, else nothing, which is the one used last.
    [[nodiscard]] std::string of(const LinkOptions& link) const;
};

/// Declares the argument NAME, the session, which may be left out.
std::shared_ptr<SessionArgument> add_session_argument(CLI::App& app);
/// The same, where it has to be given.
std::shared_ptr<std::string> add_required_session_argument(CLI::App& app);

} // namespace cleat
