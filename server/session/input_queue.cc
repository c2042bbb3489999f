#include "server/session/input_queue.h"

#include <unistd.h>

#include <cerrno>

namespace cleat {

namespace {

/// Bytes that were taken are given up at the latest when they are this many.
constexpr std::size_t COMPACT = 256U << 10;

} // namespace

bool InputQueue::write_to(int fd)
{
    bool is_read = true;
    while (!is_empty()) {
        const ssize_t count = ::write(fd, bytes_.data() + taken_, size());
        if (count > 0) taken_ += static_cast<std::size_t>(count);
        else if (count < 0 && errno == EINTR) continue;
        else if (count < 0 && errno == EAGAIN) break;
        else is_read = false;
        if (!is_read) taken_ = bytes_.size();
    }
    if (!is_empty() && taken_ < COMPACT) return is_read;
    bytes_.erase(0, taken_);
    taken_ = 0;
    return is_read;
}

} // namespace cleat
