#pragma once

#include "common/config/setting.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A position in a file, counted from 1.
struct FilePosition {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    auto operator<=>(const FilePosition&) const = default;
};

/// An error in the file.
struct SettingProblem {
    FilePosition place;
    std::string message; ///< names the setting
    bool operator==(const SettingProblem&) const = default;
};

/// The contents of a configuration file.
struct ReadSettings {
    Settings settings;                         ///< defaults for everything that the file does not set
    std::map<std::string, FilePosition> where; ///< position of each value in the file, by `full_name`
    std::vector<SettingProblem> problems;      ///< in the order of the file; the settings concerned have their defaults
};

/// A check of a string setting that a program adds to `Setting::check`.
struct SettingCheck {
    std::string_view full_name;
    Result<void> (*check)(const std::string& text) = nullptr;
};

/// Parses a configuration file (TOML 1.0). Reports all unknown sections and settings, values of the wrong type and
/// invalid values; if the text is not valid TOML, only the first error.
[[nodiscard]] ReadSettings read_settings(std::string_view text, std::span<const SettingCheck> checks = {});

} // namespace cleat
