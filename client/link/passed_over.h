#pragma once

#include "common/base/result.h"

#include <vector>

namespace cleat {

/// Says on standard error why places where a server may be were passed over, a line each.
void tell_passed_over(const std::vector<Error>& places);

} // namespace cleat
