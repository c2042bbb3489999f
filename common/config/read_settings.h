#pragma once

#include "common/config/setting.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A place in a file: both from 1.
struct FilePlace {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    auto operator<=>(const FilePlace&) const = default;
};

/// Something in the file that makes no sense.
struct SettingProblem {
    FilePlace place;
    std::string message; ///< names the setting
    bool operator==(const SettingProblem&) const = default;
};

/// What a file says.
struct ReadSettings {
    Settings settings;                      ///< with the defaults of all that it does not say
    std::map<std::string, FilePlace> where; ///< where each setting that it does say has its value, by `full_name`
    std::vector<SettingProblem> problems;   ///< in the order of the file; what they concern has its default
};

/// What only one of the programs knows of a setting that is a text, beside what the table says.
struct SettingCheck {
    std::string_view full_name;
    Result<void> (*check)(const std::string& text) = nullptr;
};

/// Reads a configuration file's text (TOML 1.0). Sections and settings that are not in the table, values of another
/// type and values that may not be are problems, all of which are told; of a text that is no TOML only the first is.
[[nodiscard]] ReadSettings read_settings(std::string_view text, std::span<const SettingCheck> checks = {});

} // namespace cleat
