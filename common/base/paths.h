#pragma once

#include "common/base/result.h"

#include <string>
#include <string_view>

namespace cleat {

/// Where this user's server has its socket and lock, absolute: $CLEAT_RUNTIME_DIR; else `cleat` in $XDG_RUNTIME_DIR, if
/// that is an absolute path of a directory of this user's (it outlives su and sudo); else `/tmp/cleat-UID`. Server and
/// client come to the same answer. The directory need not exist.
[[nodiscard]] std::string runtime_directory();

/// Makes `directory` with mode 0700 if it does not exist, and sees to it that nobody else can enter: it must be a
/// directory and no symbolic link, owned by this user, without any right for group and others. Otherwise `refused`.
Result<void> make_runtime_directory(const std::string& directory);

/// The server's socket in a runtime directory. `invalid` if the path is longer than a socket's address can hold
/// (unix(7): 107 bytes).
Result<std::string> socket_path(std::string_view runtime_directory);

/// Where logs and other things that outlive the server are kept: `cleat` in $XDG_STATE_HOME, else in `~/.local/state`
/// (XDG Base Directory Specification 0.8). Empty if there is no home.
[[nodiscard]] std::string state_directory();

/// Where configuration is: `cleat` in $XDG_CONFIG_HOME, else in `~/.config`. Empty if there is no home.
[[nodiscard]] std::string config_directory();

/// Makes `directory` with mode 0700, and those above it, as far as they do not exist.
Result<void> make_directories(const std::string& directory);

} // namespace cleat
