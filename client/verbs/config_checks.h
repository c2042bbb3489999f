#pragma once

#include "common/config/config_file.h"

namespace cleat {

/// What only the client knows of settings: what an escape key can be.
[[nodiscard]] std::span<const SettingCheck> config_checks();

} // namespace cleat
