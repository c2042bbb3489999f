#pragma once

#include "common/wire/messages.h"

#include <optional>
#include <variant>

namespace cleat {

/// A message that a server sends unsolicited, to be handled by `std::visit` on an overload set: a missing case does not
/// compile. `Failed` arrives before the server closes the connection, or when it refuses a message that has no reply;
/// `InputTaken` also counts the input in a refused message.
using Push = std::variant<Failed, Step, Ended, Detached, Happened, RoleChanged, ControlAsked, Following, Output, Gap,
                          InputClosed, InputTaken, RecordingChanged, GuestVisits, SessionsChanged>;

/// The message as a push; nothing if it is a reply to a request or from a newer version.
[[nodiscard]] std::optional<Push> push_in(ServerMessage&& message);

} // namespace cleat
