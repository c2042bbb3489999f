#pragma once

#include "common/proto/messages.h"

#include <cstdint>
#include <string>

namespace cleat {

/// What has become of a session: `attached`, `detached`, `exited 1`, `killed by Terminated`.
[[nodiscard]] std::string state_of(const SessionInfo& session);

/// A length of time by its largest unit: `5s`, `3m`, `2h`, `4d`. What is negative is `0s`.
[[nodiscard]] std::string short_age(std::int64_t seconds);

} // namespace cleat
