#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// A process of the server in one of its roles (`cleatd --worker`, `--recorder`), which was started: a child of this
/// process.
struct RoleProcess {
    pid_t pid = 0;
    UniqueFd socket; ///< our end of the channel to it
};

/// The descriptor at which such a process finds its end of the channel; what else it is given comes after.
inline constexpr int ROLE_SOCKET = 3;

/// Whether processes can be run from `executable`; the error says what to do where it is below /proc, which is missing.
Result<void> check_executable(const std::string& executable);

/// Runs `executable` as `cleatd` with `arguments`, in a session of its own, so that a ^C at the keeper's terminal is
/// the keeper's alone. It gets duplicates of `descriptors`, in this order, from `ROLE_SOCKET + 1` on. A failing exec
/// ends the child with 127.
Result<RoleProcess> start_role(const std::string& executable, const std::vector<std::string>& arguments,
                               const std::vector<int>& descriptors = {});

} // namespace cleat
