#include "client/verbs/config_checks.h"

#include "client/keys/escape_key.h"

#include <array>

namespace cleat {

namespace {

Result<void> check_escape_key(const std::string& text)
{
    if (const auto key = parse_escape_key(text); !key) return key.error();
    return {};
}

constexpr std::array CHECKS{SettingCheck{"client.escape", check_escape_key}};

} // namespace

std::span<const SettingCheck> config_checks()
{
    return CHECKS;
}

} // namespace cleat
