#pragma once

#include "common/base/result.h"
#include "common/config/settings.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// Where a setting's value is, which also says of what type it is: a yes or no, a number, a text, a length of time, one
/// that can be "none", or a list of texts.
using SettingMember =
    std::variant<bool Settings::*, std::int64_t Settings::*, std::string Settings::*,
                 std::chrono::milliseconds Settings::*, std::optional<std::chrono::milliseconds> Settings::*,
                 std::vector<std::string> Settings::*>;

/// One setting: the only description of it that there is. Reading, checking, showing and the sample derive from it.
struct Setting {
    std::string_view section; ///< as in the file: [section]
    std::string_view name;
    SettingMember member;
    std::int64_t most = 0;                          ///< for a number, from 0 on
    std::span<const std::string_view> choices = {}; ///< for a text: one of these, if there are any
    /// For a text, and each text of a list: what else it has to be.
    Result<void> (*check)(const std::string& text) = nullptr;

    /// `section.name`
    [[nodiscard]] std::string full_name() const;
};

/// All of them, section by section.
[[nodiscard]] std::span<const Setting> all_settings();

/// Nothing where there is none of that name.
[[nodiscard]] const Setting* find_setting(std::string_view section, std::string_view name);

/// What a setting is, as a value of the file (TOML 1.0): `"5m"`, `1000`, `["LANG", "LC_*"]`.
[[nodiscard]] std::string value_text(const Setting& setting, const Settings& settings);

} // namespace cleat
