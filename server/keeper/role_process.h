#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// A started process of the server in one of its roles (`cleatd --worker`, `--recorder`): a child of this process.
struct RoleProcess {
    pid_t pid = 0;
    UniqueFd socket; ///< our end of the channel to it
};

/// The descriptor of such a process's end of the channel; its other descriptors follow.
inline constexpr int ROLE_SOCKET = 3;

/// Whether processes can be run from `executable`. If it is below /proc, and /proc is not mounted, the error says how
/// to mount it.
Result<void> check_executable(const std::string& executable);

/// Runs `executable` as `cleatd` with `arguments`, in a new session, so that ^C at the keeper's terminal reaches only
/// the keeper. It gets duplicates of `descriptors`, in this order, from `ROLE_SOCKET + 1` on. If exec fails, the child
/// exits with 127.
Result<RoleProcess> start_role(const std::string& executable, const std::vector<std::string>& arguments,
                               const std::vector<int>& descriptors = {});

} // namespace cleat
