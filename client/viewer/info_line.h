#pragma once

#include "common/wire/messages.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cleat {

/// What the client shows about its session on request.
struct InfoFacts {
    SessionInfo session;
    Role role = Role::observer;      ///< this client's role
    std::uint64_t client = 0;        ///< this client's number
    std::uint64_t holder = 0;        ///< the client that has exclusive control, or 0
    std::vector<ClientInfo> clients; ///< all clients; empty if this client must not know them
};

/// The info line in pieces, the most important first. Other clients' users are named by `name_of` unless they are
/// `user`.
[[nodiscard]] std::vector<std::string> info_line(const InfoFacts& facts, std::int64_t user,
                                                 const std::function<std::string(std::int64_t)>& name_of);

} // namespace cleat
