#include "common/base/own_standing.h"

#include <sys/resource.h>
#include <sys/stat.h>

namespace cleat {

/// It can be known only by setting one, which for that moment is the strictest.
mode_t own_umask()
{
    const mode_t mask = ::umask(0777);
    ::umask(mask);
    return mask;
}

int own_nice()
{
    return ::getpriority(PRIO_PROCESS, 0);
}

} // namespace cleat
