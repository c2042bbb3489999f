#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace cleat::test {

/// How much a process may grow, in KiB, in leak tests. A sanitizer (the environment variable CLEAT_SANITIZE) keeps
/// freed memory for a while.
inline long most_growth()
{
    const char* const sanitizer = std::getenv("CLEAT_SANITIZE");
    return sanitizer != nullptr && *sanitizer != '\0' ? 600'000 : 20'000;
}

/// The number of open descriptors of a process.
inline std::size_t descriptors_of(pid_t pid)
{
    const std::filesystem::directory_iterator entries("/proc/" + std::to_string(pid) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

/// A number from /proc/PID/status (proc(5)), by its name including the colon; -1 if it is missing.
inline long status_of(pid_t pid, const std::string& name)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with(name)) return std::stol(line.substr(name.size()));
    return -1;
}

/// The resident memory of a process, in KiB.
inline long memory_of(pid_t pid)
{
    return status_of(pid, "VmRSS:");
}

} // namespace cleat::test
