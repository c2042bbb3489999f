#pragma once

#include "common/config/config_file.h"

namespace cleat {

/// The checks of settings that only the client can make: that of the escape key.
[[nodiscard]] std::span<const SettingCheck> config_checks();

} // namespace cleat
