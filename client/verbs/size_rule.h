#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// The rule of that name: latest, smallest, largest or fixed. Otherwise `invalid`.
Result<SizeRule> parse_size_rule(const std::string& name);
/// The name of a rule.
[[nodiscard]] const char* name_of(SizeRule rule);

} // namespace cleat
