#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace cleat::test {

/// What a process may grow by, in KiB, in tests that look for leaks. A sanitizer (which the environment's
/// CLEAT_SANITIZE names) keeps freed memory for a while.
inline long most_growth()
{
    const char* const sanitizer = std::getenv("CLEAT_SANITIZE");
    return sanitizer != nullptr && *sanitizer != '\0' ? 600'000 : 20'000;
}

/// Descriptors that a process has open.
inline std::size_t descriptors_of(pid_t pid)
{
    const std::filesystem::directory_iterator entries("/proc/" + std::to_string(pid) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

/// A number of the process's status (proc(5)), by the name with its colon; -1 where it is not there.
inline long status_of(pid_t pid, const std::string& name)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with(name)) return std::stol(line.substr(name.size()));
    return -1;
}

/// Memory that a process has in use, in KiB.
inline long memory_of(pid_t pid)
{
    return status_of(pid, "VmRSS:");
}

} // namespace cleat::test
