#include "tests/bench/gate.h"

#include "common/base/unique_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

namespace cleat::bench {

Gate::Gate(std::filesystem::path path) : path_(std::move(path))
{
    if (::mkfifo(path_.c_str(), 0600) < 0) throw std::runtime_error("cannot create " + path_.string());
}

std::chrono::steady_clock::time_point Gate::open() const
{
    const UniqueFd fd{::open(path_.c_str(), O_WRONLY | O_CLOEXEC)}; // blocks until the other end is opened
    const auto now = std::chrono::steady_clock::now();
    if (!fd || ::write(fd.get(), "\n", 1) != 1) throw std::runtime_error("cannot open the gate " + path_.string());
    return now;
}

} // namespace cleat::bench
