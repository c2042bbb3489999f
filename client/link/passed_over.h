#pragma once

#include "common/base/result.h"

#include <vector>

namespace cleat {

/// Reports on standard error, one line each, why the search for a server skipped these directories.
void report_passed_over(const std::vector<Error>& places);

} // namespace cleat
