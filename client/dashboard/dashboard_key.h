#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cleat {

/// What a key does on the dashboard.
enum class DashboardKey : std::uint8_t { up, down, left, right, next, previous, zoom, all, attach, quit };

/// The keys in typed bytes: arrows in either cursor key mode, `h j k l`, Tab and Shift-Tab, Enter, ESC, `a`, `q`, C-c.
/// Others are skipped.
[[nodiscard]] std::vector<DashboardKey> dashboard_keys(std::string_view typed);

} // namespace cleat
