#include "common/base/own_standing.h"

#include <sys/resource.h>

#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

namespace cleat {

/// umask(2) would have to change the mask to read it, and another thread might create a file in that moment.
mode_t own_umask()
{
    constexpr std::string_view FIELD = "Umask:\t";
    std::ifstream status("/proc/self/status");
    unsigned mask = DEFAULT_UMASK;
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(FIELD)) std::from_chars(&line[FIELD.size()], line.data() + line.size(), mask, 8);
    return mask;
}

int own_nice()
{
    return ::getpriority(PRIO_PROCESS, 0);
}

} // namespace cleat
