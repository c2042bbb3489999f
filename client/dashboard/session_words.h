#pragma once

#include "common/wire/messages.h"

#include <cstdint>
#include <string>

namespace cleat {

/// The state of a session in words: `attached`, `detached`, `exited 1`, `killed by Terminated`.
[[nodiscard]] std::string state_of(const SessionInfo& session);

/// How many clients are attached; never overflows, whatever numbers a server sends.
[[nodiscard]] std::int64_t clients_of(const SessionInfo& session);

/// The time from one moment to another, clamped instead of overflowing: a server can send any numbers.
[[nodiscard]] std::int64_t seconds_between(std::int64_t from, std::int64_t to);

/// A duration in its largest unit: `5s`, `3m`, `2h`, `4d`. Negative durations become `0s`.
[[nodiscard]] std::string short_age(std::int64_t seconds);

} // namespace cleat
