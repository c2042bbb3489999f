#include "tests/bench/memory.h"

#include <fstream>
#include <string>

namespace cleat::bench {

double private_memory(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    double out = 0;
    std::string line;
    while (std::getline(file, line))
        if (line.starts_with("Private_")) out += std::stod(line.substr(line.find(':') + 1));
    return out;
}

} // namespace cleat::bench
