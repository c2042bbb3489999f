#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <string>
#include <string_view>

namespace cleat {

/// The names of the sockets in a runtime directory and in a shared one.
inline constexpr const char* SERVER_SOCKET = "cleatd.sock";
inline constexpr const char* SHARED_SOCKET = "shared.sock";

/// The server's socket in a runtime directory. `invalid` if the path is longer than a socket's address can hold
/// (unix(7): 107 bytes).
Result<std::string> socket_path(std::string_view runtime_directory);

/// The socket in a shared directory. `invalid` if its path is too long.
Result<std::string> shared_socket_path(std::string_view shared_directory);

/// Whether `path` is the absolute path of a directory that belongs to `user`, or of a link to one.
[[nodiscard]] bool is_directory_of(uid_t user, const std::string& path);

/// This user's home: $HOME if that is a directory of this user's, since it may be another one's, as after `sudo -E`;
/// else what passwd(5) says. Empty if there is none.
[[nodiscard]] std::string home_directory();

/// Where logs and other things that outlive the server are kept: `cleat` in $XDG_STATE_HOME, else in `~/.local/state`
/// (XDG Base Directory Specification 0.8). Empty if there is no home. Like HOME, the variable counts only if what it
/// names, or what there is of the directories above it, is this user's or root's.
[[nodiscard]] std::string state_directory();

/// Where configuration is: `cleat` in $XDG_CONFIG_HOME, else in `~/.config`. The same holds of it.
[[nodiscard]] std::string config_directory();

/// Where things are that can be made again: `cleat` in $XDG_CACHE_HOME, else in `~/.cache`. The same holds of it.
[[nodiscard]] std::string cache_directory();

/// Makes `directory` with mode 0700, and those above it, as far as they do not exist.
Result<void> make_directories(const std::string& directory);

} // namespace cleat
