#pragma once

#include "common/base/result.h"

#include <sys/resource.h>

#include <string_view>

namespace cleat {

/// A limit on one of a process's resources (setrlimit(2)).
struct ResourceLimit {
    int resource = 0; ///< RLIMIT_...
    rlim_t soft = 0;  ///< the enforced limit; RLIM_INFINITY for no limit
    rlim_t hard = 0;  ///< the value up to which the process may raise `soft`; never less than `soft`

    bool operator==(const ResourceLimit&) const = default;
};

/// Parses `NAME=SOFT:HARD` or `NAME=BOTH`. Names are those of prlimit(1): as, core, cpu, data, fsize, locks, memlock,
/// msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack. A limit is a number in the units of
/// setrlimit(2) (bytes, seconds of CPU time, microseconds for rttime, or a count), optionally with K, M or G for a
/// factor of 1024, 1024^2 or 1024^3; or `unlimited`. Otherwise `invalid`.
Result<ResourceLimit> parse_resource_limit(std::string_view text);

} // namespace cleat
