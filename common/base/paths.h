#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <string>
#include <string_view>

namespace cleat {

/// The names of the sockets in a runtime directory and in a shared directory.
inline constexpr const char* SERVER_SOCKET = "cleatd.sock";
inline constexpr const char* SHARED_SOCKET = "shared.sock";

/// The path of the server's socket in a runtime directory. `invalid` if it is longer than a socket address can hold
/// (unix(7): 107 bytes).
Result<std::string> socket_path(std::string_view runtime_directory);

/// The path of the socket in a shared directory. `invalid` if it is too long.
Result<std::string> shared_socket_path(std::string_view shared_directory);

/// Whether `path` is absolute and leads to a directory owned by `user`, possibly through a symbolic link.
[[nodiscard]] bool is_directory_of(uid_t user, const std::string& path);

/// This user's home directory: $HOME if it is a directory owned by this user (after `sudo -E` it may be another
/// user's), otherwise the one in passwd(5). Empty if there is none.
[[nodiscard]] std::string home_directory();

/// The directory for logs and other state that survives the server: `cleat` in $XDG_STATE_HOME, otherwise in
/// `~/.local/state` (XDG Base Directory Specification 0.8). Empty if there is no home directory. The variable is used
/// only if its path is absolute and no symbolic link in it belongs to a user other than this one and root. Also, the
/// directory, or its nearest existing parent, must be owned by this user or root and not be writable by everyone.
[[nodiscard]] std::string state_directory();

/// The configuration directory: `cleat` in $XDG_CONFIG_HOME, otherwise in `~/.config`, chosen as in `state_directory`.
[[nodiscard]] std::string config_directory();

/// The cache directory: `cleat` in $XDG_CACHE_HOME, otherwise in `~/.cache`, chosen as in `state_directory`.
[[nodiscard]] std::string cache_directory();

/// Creates `directory` and its missing parents with mode 0700.
Result<void> make_directories(const std::string& directory);

} // namespace cleat
