#include "server/session/input_queue.h"

#include <unistd.h>

#include <cerrno>

namespace cleat {

namespace {

/// Bytes that were taken are given up at the latest when they are this many.
constexpr std::size_t COMPACT = 256U << 10;

} // namespace

void InputQueue::write_to(int fd)
{
    while (!is_empty()) {
        const ssize_t count = ::write(fd, bytes_.data() + taken_, size());
        if (count > 0) taken_ += static_cast<std::size_t>(count);
        else if (count < 0 && errno == EINTR) continue;
        else if (count < 0 && errno == EAGAIN) break;
        else taken_ = bytes_.size();
    }
    if (!is_empty() && taken_ < COMPACT) return;
    bytes_.erase(0, taken_);
    taken_ = 0;
}

} // namespace cleat
