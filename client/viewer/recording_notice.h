#pragma once

#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// A notice about the state of the session's recording.
[[nodiscard]] std::string recording_notice(const RecordingChanged& changed);

} // namespace cleat
