#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <ctime>
#include <string>

namespace cleat {

/// The wish with the names in its path replaced: `{name}` by the session's, `{time}` by the time, as 20260131-235959;
/// one that ends in `.zst` is compressed.
/// `invalid` where there are others, the path is not absolute, or a rotation is shorter than 64 KiB or a second.
Result<RecordingWish> resolve_wish(RecordingWish wish, const std::string& session, std::time_t now);

} // namespace cleat
