#pragma once

#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// The news of a guest as a sentence; `user` says who it is, as in `user "anna" (1001)`.
[[nodiscard]] std::string guest_notice(const GuestNews& news, const std::string& user);

} // namespace cleat
