#pragma once

#include "common/wire/messages.h"

#include <optional>
#include <variant>

namespace cleat {

/// What a server sends by itself, to be handled by `std::visit` on an overload set: what is missing there does not
/// compile. `Failed` comes of a message that is not answered where it is refused, and the input in it then counts as
/// taken; or before the server closes.
using Push = std::variant<Failed, Step, Ended, Detached, Happened, RoleChanged, ControlAsked, Following, Output, Gap,
                          InputClosed, InputTaken, RecordingChanged, GuestNews, SessionsChanged>;

/// The message as a push; nothing where it is the answer to a request, or of a newer version.
[[nodiscard]] std::optional<Push> push_in(ServerMessage&& message);

} // namespace cleat
