#pragma once

#include "common/base/result.h"
#include "common/config/settings.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// The member that holds a setting's value; it also determines the type: boolean, number, string, duration, optional
/// duration ("none"), or list of strings.
using SettingMember =
    std::variant<bool Settings::*, std::int64_t Settings::*, std::string Settings::*,
                 std::chrono::milliseconds Settings::*, std::optional<std::chrono::milliseconds> Settings::*,
                 std::vector<std::string> Settings::*>;

/// One setting. This is its only description: reading, checking, showing and the sample file derive from it.
struct Setting {
    std::string_view section; ///< as in the file: [section]
    std::string_view name;
    SettingMember member;
    std::int64_t most = 0;                          ///< for a number: the maximum; the minimum is 0
    std::span<const std::string_view> choices = {}; ///< for a string: the allowed values, if restricted
    /// For a string, or each string of a list: a further check.
    Result<void> (*check)(const std::string& text) = nullptr;

    /// `section.name`
    [[nodiscard]] std::string full_name() const;
};

/// All settings, section by section.
[[nodiscard]] std::span<const Setting> all_settings();

/// Null if there is no such setting.
[[nodiscard]] const Setting* find_setting(std::string_view section, std::string_view name);

/// A setting's value as written in the file (TOML 1.0): `"5m"`, `1000`, `["LANG", "LC_*"]`.
[[nodiscard]] std::string value_text(const Setting& setting, const Settings& settings);

} // namespace cleat
