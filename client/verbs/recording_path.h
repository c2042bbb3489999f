#pragma once

#include "client/verbs/where.h"
#include "common/base/result.h"

#include <string>

namespace cleat {

/// The absolute path of a recording, for the server. A relative `file` is relative to this process's directory, and
/// `invalid` if the server is elsewhere.
Result<std::string> recording_path(const std::string& file, Where server);

} // namespace cleat
