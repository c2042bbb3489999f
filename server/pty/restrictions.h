#pragma once

#include "common/base/own_standing.h"
#include "common/base/resource_limit.h"

#include <sys/types.h>

#include <optional>
#include <vector>

namespace cleat {

/// Whose a process is.
struct UserIds {
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups; ///< all groups

    bool operator==(const UserIds&) const = default;
};

/// Whose a program is, and how much it may use. Nothing of it is this process's but what only root could change.
struct Restrictions {
    std::optional<UserIds> user; ///< else ours; another one is for root to choose
    std::vector<ResourceLimit> limits;
    mode_t umask = USUAL_UMASK;
    int nice = 0; ///< nice(2), -20 to 19; one below ours is for root to give (or RLIMIT_NICE), and else stays ours

    bool operator==(const Restrictions&) const = default;
};

/// What could not be done, with its errno.
struct NotRestricted {
    enum class What { limits, user };
    What what = What::limits;
    int error = 0;

    bool operator==(const NotRestricted&) const = default;
};

/// Puts them on this process: first nice value and limits, since only root may raise them; then it gives terminals and
/// pipes among its standard descriptors to the user, who may want to open them by name (/dev/stderr), and becomes that
/// user, for good, with a session keyring of its own. Async-signal-safe, for between fork and exec.
[[nodiscard]] std::optional<NotRestricted> apply(const Restrictions& restrictions);

/// How soon the system ends this process when memory runs out (proc(5), oom_score_adj), -1000 to 1000. 0 where that
/// cannot be known.
[[nodiscard]] int oom_score_adj();

/// Sets it, as well as it can: lowering it is for root. Async-signal-safe.
void set_oom_score_adj(int value);

} // namespace cleat
