#pragma once

#include "common/base/result.h"

#include <sys/types.h>

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

/// Where other users of the machine find the sessions that `user` shares, absolute: $CLEAT_SHARED_DIR; else
/// `/run/cleat-shared` for root, who alone can make that, and `/tmp/cleat-shared-UID` for others. Whoever shares and
/// whoever looks on come to the same answer.
[[nodiscard]] std::string shared_directory(uid_t user);

/// Makes `directory` with mode 0711, so that others can reach what is in it and cannot list it. It must be a directory
/// and no symbolic link, owned by this user, and hold nothing but the socket: otherwise `refused`. One of this user's
/// with another mode gets that mode.
Result<void> make_shared_directory(const std::string& directory);

/// The socket in a shared directory. `invalid` if its path is too long.
Result<std::string> shared_socket_path(std::string_view shared_directory);

/// Where logs and other things that outlive the server are kept: `cleat` in $XDG_STATE_HOME, else in `~/.local/state`
/// (XDG Base Directory Specification 0.8). Empty if there is no home.
[[nodiscard]] std::string state_directory();

/// Where configuration is: `cleat` in $XDG_CONFIG_HOME, else in `~/.config`. Empty if there is no home.
[[nodiscard]] std::string config_directory();

/// Makes `directory` with mode 0700, and those above it, as far as they do not exist.
Result<void> make_directories(const std::string& directory);

} // namespace cleat
