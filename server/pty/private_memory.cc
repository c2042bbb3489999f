#include "server/pty/private_memory.h"

#include <sys/prctl.h>

namespace cleat {

rlimit keep_memory_private()
{
    ::prctl(PR_SET_DUMPABLE, 0);
    rlimit before{};
    ::getrlimit(RLIMIT_CORE, &before);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_CORE, &none);
    return before;
}

void allow_core_dumps(const rlimit& core)
{
    ::prctl(PR_SET_DUMPABLE, 1);
    ::setrlimit(RLIMIT_CORE, &core);
}

} // namespace cleat
