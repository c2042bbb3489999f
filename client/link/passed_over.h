#pragma once

#include "common/base/result.h"

#include <vector>

namespace cleat {

/// Reports on standard error, one line each, why directories where a server may listen were passed over.
void report_passed_over(const std::vector<Error>& places);

} // namespace cleat
