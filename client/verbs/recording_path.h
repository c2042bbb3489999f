#pragma once

#include "client/verbs/where.h"
#include "common/base/result.h"

#include <string>

namespace cleat {

/// The path of a recording as the server needs it: absolute, from this process's directory where `file` is not. That is
/// `invalid` where the server is elsewhere.
Result<std::string> recording_path(const std::string& file, Where server);

} // namespace cleat
