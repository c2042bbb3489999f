#pragma once

#include "common/base/own_standing.h"
#include "common/base/resource_limit.h"

#include <sys/types.h>

#include <optional>
#include <vector>

namespace cleat {

/// The user and groups of a process.
struct UserIds {
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups; ///< all supplementary groups

    bool operator==(const UserIds&) const = default;
};

/// The user, resource limits, umask and nice value of a program. Limits that are not listed are not changed.
struct Restrictions {
    std::optional<UserIds> user; ///< none: this process's user; only root can set another
    std::vector<ResourceLimit> limits;
    mode_t umask = DEFAULT_UMASK;
    int nice =
        0; ///< nice(2), -20 to 19; a lower value than this process's needs root (or RLIMIT_NICE), else has no effect

    bool operator==(const Restrictions&) const = default;
};

/// What failed, with its errno.
struct NotRestricted {
    enum class What { limits, user };
    What what = What::limits;
    int error = 0;

    bool operator==(const NotRestricted&) const = default;
};

/// Applies the restrictions to this process: first nice value and limits, since only root can raise them; then it makes
/// the user the owner of terminals and pipes among its standard descriptors, so that the program can open them by name
/// (/dev/stderr), and becomes that user permanently, with a new session keyring. Async-signal-safe, for use between
/// fork and exec.
[[nodiscard]] std::optional<NotRestricted> apply(const Restrictions& restrictions);

/// This process's score for the OOM killer (proc(5), oom_score_adj), -1000 to 1000. 0 if it cannot be read.
[[nodiscard]] int oom_score_adj();

/// Sets this process's score for the OOM killer if possible: only root can lower it. Async-signal-safe.
void set_oom_score_adj(int value);

} // namespace cleat
