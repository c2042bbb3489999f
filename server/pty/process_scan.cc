#include "server/pty/process_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <string>

namespace cleat {
namespace {

/// Entries of /proc that are read at a time: one takes 24 bytes (getdents(2)).
constexpr std::size_t ENTRIES = 512;

} // namespace

ProcessScan::ProcessScan() : directory_(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}

bool ProcessScan::read_more()
{
    if (!directory_) return false;
    alignas(dirent64) std::array<char, ENTRIES> buffer; // NOLINT: the kernel fills what is used
    const ssize_t size = ::getdents64(directory_.get(), buffer.data(), buffer.size());
    if (size <= 0) {
        directory_.reset();
        return false;
    }
    for (ssize_t at = 0; at < size;) {
        const auto* const entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
        if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) != 0) read(entry->d_name);
        at += entry->d_reclen;
    }
    return true;
}

void ProcessScan::read(const char* pid)
{
    const UniqueFd file{::openat(directory_.get(), (std::string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return; // it has ended since
    std::array<char, 1024> line{};
    const auto count = ::read(file.get(), line.data(), line.size());
    if (count <= 0) return;
    if (const auto status = parse_process_status({line.data(), static_cast<std::size_t>(count)}))
        processes_.push_back(*status);
}

ProcessTable read_processes()
{
    ProcessScan scan;
    while (scan.read_more()) {
    }
    return scan.table();
}

} // namespace cleat
