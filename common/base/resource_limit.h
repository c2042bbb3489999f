#pragma once

#include "common/base/result.h"

#include <sys/resource.h>

#include <string_view>

namespace cleat {

/// How much of one thing a process may use (setrlimit(2)).
struct ResourceLimit {
    int resource = 0; ///< RLIMIT_...
    rlim_t soft = 0;  ///< what holds; RLIM_INFINITY for no limit
    rlim_t hard = 0;  ///< up to what the process may raise it itself; never less than `soft`

    bool operator==(const ResourceLimit&) const = default;
};

/// `NAME=SOFT:HARD`, or `NAME=BOTH`. Names are those of prlimit(1): as, core, cpu, data, fsize, locks, memlock,
/// msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack. A limit is a number, in what setrlimit(2)
/// counts in (bytes, seconds of the processor, microseconds for rttime, pieces), with K, M or G after it 1024, 1024^2
/// or 1024^3 times as much; or `unlimited`. Otherwise `invalid`.
Result<ResourceLimit> parse_resource_limit(std::string_view text);

} // namespace cleat
