#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <chrono>
#include <string>

namespace cleat {

/// What a client sends to the server about itself in its greeting.
struct Greeting {
    Role role = Role::controller; ///< the highest role requested on this connection
    std::string terminal;         ///< TERM, or empty
    /// The server may close the connection after receiving nothing for this long. 0: never.
    std::chrono::milliseconds silence{0};
    std::string version = CLEAT_VERSION; ///< of the program; informative

    bool operator==(const Greeting&) const = default;
};

/// The first message that a client sends.
[[nodiscard]] Hello hello_for(const Greeting& greeting);

/// Checks that the server chose a protocol that this program speaks; otherwise `unsupported`.
[[nodiscard]] Result<void> check(const Welcome& welcome);

} // namespace cleat
