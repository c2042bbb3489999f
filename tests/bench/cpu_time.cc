#include "tests/bench/cpu_time.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace cleat::bench {

double cpu_time(pid_t pid)
{
    double nanoseconds = 0;
    if (std::ifstream("/proc/" + std::to_string(pid) + "/schedstat") >> nanoseconds) return nanoseconds / 1e9;
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    if (!std::getline(file, text)) return 0;
    // Field 2, the name in parentheses, can contain any characters.
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    double user = 0;
    double kernel = 0;
    fields >> user >> kernel;
    return (user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

} // namespace cleat::bench
