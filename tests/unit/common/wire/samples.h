#pragma once

#include "common/wire/messages.h"

#include <vector>

namespace cleat::test {

/// One sample of every message of each direction, with every field set to a value other than its default.
[[nodiscard]] std::vector<ClientMessage> client_samples();
[[nodiscard]] std::vector<ServerMessage> server_samples();

} // namespace cleat::test
