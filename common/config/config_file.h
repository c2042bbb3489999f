#pragma once

#include "common/config/read_settings.h"

namespace cleat {

/// Where the configuration file's path comes from.
enum class ConfigOrigin {
    environment, ///< $CLEAT_CONFIG
    usual,       ///< the default path
};

struct ConfigPath {
    std::string path; ///< empty if there is no home directory
    ConfigOrigin origin = ConfigOrigin::usual;
};

/// $CLEAT_CONFIG; otherwise `cleat/config.toml` in $XDG_CONFIG_HOME, otherwise in `~/.config` (XDG Base Directory
/// Specification 0.8).
[[nodiscard]] ConfigPath config_path();

/// A configuration and the file it was read from.
struct Configuration {
    std::string path; ///< empty if no file was read
    ReadSettings read;

    /// The first problem, if there is one: `FILE:LINE:COLUMN: ...`.
    [[nodiscard]] std::optional<Error> problem() const;
    /// Formats a problem as `FILE:LINE:COLUMN: ...`.
    [[nodiscard]] std::string describe(const SettingProblem& problem) const;
};

/// Reads a file; symbolic links are followed. Returns the system's error if that fails; `refused` if the file belongs
/// to neither this user nor root, or if everyone can write to it; the message names the file and its owner. A file of
/// more than 1 MiB is an error.
Result<Configuration> read_config_file(const std::string& path, std::span<const SettingCheck> checks = {});

/// Reads the file at `config_path()`. The default file may be missing; a file named by $CLEAT_CONFIG must exist.
Result<Configuration> load_config(std::span<const SettingCheck> checks = {});

/// Like `load_config`, but returns the first problem in the file as an error.
Result<Settings> load_settings(std::span<const SettingCheck> checks = {});

} // namespace cleat
