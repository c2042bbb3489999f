#include "common/base/own_usage.h"

#include <dirent.h>
#include <unistd.h>

#include <fstream>
#include <memory>

namespace cleat {
namespace {

std::uint64_t count_descriptors()
{
    const std::unique_ptr<DIR, int (*)(DIR*)> directory{::opendir("/proc/self/fd"), ::closedir};
    if (!directory) return 0;
    constexpr std::uint64_t OURS = 3; // ".", ".." and the descriptor that reads the directory
    std::uint64_t entries = 0;
    while (::readdir(directory.get()) != nullptr) ++entries;
    return entries - OURS;
}

std::uint64_t count_resident()
{
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

Usage own_usage()
{
    return {.descriptors = count_descriptors(), .resident_memory = count_resident()};
}

} // namespace cleat
