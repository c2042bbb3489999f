#pragma once

#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// A notice about a guest. `user` names the guest, as in `user "anna" (1001)`.
[[nodiscard]] std::string guest_notice(const GuestVisits& news, const std::string& user);

} // namespace cleat
