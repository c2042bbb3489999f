#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <ctime>
#include <string>

namespace cleat {

/// Returns the request with the placeholders in its path replaced: `{name}` by the session's name, `{time}` by the
/// time, as 20260131-235959; a path that ends in `.zst` turns on compression. `invalid` if there are other
/// placeholders, the path is not absolute, or a rotation limit is less than 64 KiB or a second.
Result<RecordingOptions> resolve_recording_options(RecordingOptions wish, const std::string& session, std::time_t now);

} // namespace cleat
