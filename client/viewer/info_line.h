#pragma once

#include "common/wire/messages.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cleat {

/// What the client says of its session on request.
struct InfoFacts {
    SessionInfo session;
    Role role = Role::observer;      ///< the client's own
    std::uint64_t client = 0;        ///< its number
    std::uint64_t holder = 0;        ///< the client that controls the session alone, or 0
    std::vector<ClientInfo> clients; ///< all of them; none where they are not to be known
};

/// In pieces, the weightiest first. Of whom the others are is said where they are not `user`, as `name_of` has it.
[[nodiscard]] std::vector<std::string> info_line(const InfoFacts& facts, std::int64_t user,
                                                 const std::function<std::string(std::int64_t)>& name_of);

} // namespace cleat
