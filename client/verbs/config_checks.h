#pragma once

#include "common/config/config_file.h"

namespace cleat {

/// Checks of settings that only the client can make: of the escape key.
[[nodiscard]] std::span<const SettingCheck> config_checks();

} // namespace cleat
