#pragma once

#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// What has become of the session's recording, as a sentence.
[[nodiscard]] std::string recording_notice(const RecordingChanged& changed);

} // namespace cleat
