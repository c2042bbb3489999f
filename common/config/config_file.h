#pragma once

#include "common/config/read_settings.h"

namespace cleat {

/// Who said which file is the configuration file.
enum class ConfigOrigin {
    environment, ///< $CLEAT_CONFIG
    usual,       ///< nobody: it is where such files are
};

struct ConfigPath {
    std::string path; ///< empty where there is no home
    ConfigOrigin origin = ConfigOrigin::usual;
};

/// $CLEAT_CONFIG; else `cleat/config.toml` in $XDG_CONFIG_HOME, else in `~/.config` (XDG Base Directory Specification
/// 0.8).
[[nodiscard]] ConfigPath config_path();

/// What was read, and of what file.
struct Configuration {
    std::string path; ///< empty where none was read
    ReadSettings read;

    /// The first problem of it, if there is one: `FILE:LINE:COLUMN: ...`.
    [[nodiscard]] std::optional<Error> problem() const;
    /// One problem in these words.
    [[nodiscard]] std::string words(const SettingProblem& problem) const;
};

/// Reads a file, which links may lead to. Otherwise what the system says; `refused` where it is neither this user's nor
/// root's, or where everybody can write to it: the message names it and its owner. A file of over 1 MiB is an error.
Result<Configuration> read_config_file(const std::string& path, std::span<const SettingCheck> checks = {});

/// Reads the file of `config_path()`. There need not be one in the usual place; one that was named must be there.
Result<Configuration> load_config(std::span<const SettingCheck> checks = {});

/// The same, where any problem with it is the error.
Result<Settings> load_settings(std::span<const SettingCheck> checks = {});

} // namespace cleat
