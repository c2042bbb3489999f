#include "common/base/process_end.h"

#include <sys/wait.h>

namespace cleat {

std::string describe_end(int wait_status)
{
    return WIFSIGNALED(wait_status) ? "was killed by signal " + std::to_string(WTERMSIG(wait_status))
                                    : "exited with status " + std::to_string(WEXITSTATUS(wait_status));
}

} // namespace cleat
