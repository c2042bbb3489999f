#pragma once

#include "common/wire/messages.h"

#include <cstdint>
#include <string>

namespace cleat {

/// What has become of a session: `attached`, `detached`, `exited 1`, `killed by Terminated`.
[[nodiscard]] std::string state_of(const SessionInfo& session);

/// How many clients are attached, whatever numbers a server says.
[[nodiscard]] std::int64_t clients_of(const SessionInfo& session);

/// From one moment to another, as far as a number can tell: a server may say any.
[[nodiscard]] std::int64_t seconds_between(std::int64_t from, std::int64_t to);

/// A length of time by its largest unit: `5s`, `3m`, `2h`, `4d`. What is negative is `0s`.
[[nodiscard]] std::string short_age(std::int64_t seconds);

} // namespace cleat
