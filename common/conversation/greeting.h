#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <chrono>
#include <string>

namespace cleat {

/// What a client says of itself when it greets a server.
struct Greeting {
    Role role = Role::controller;         ///< the most that is wanted on the connection
    std::string terminal;                 ///< TERM, or empty
    std::chrono::milliseconds silence{0}; ///< the server may close when nothing comes for so long; 0: never
    std::string version = CLEAT_VERSION;  ///< of the program, for people

    bool operator==(const Greeting&) const = default;
};

/// The first message of every client.
[[nodiscard]] Hello hello_for(const Greeting& greeting);

/// Whether the server chose a protocol that this program speaks; `unsupported` where it did not.
[[nodiscard]] Result<void> check(const Welcome& welcome);

} // namespace cleat
