#include "server/program/input_queue.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace cleat {

namespace {

/// Taken bytes are removed at the latest when this many have accumulated.
constexpr std::size_t COMPACT = 256U << 10;

} // namespace

void InputQueue::add(InputSource source, std::string_view bytes)
{
    if (bytes.empty()) return;
    bytes_ += bytes;
    waiting_[source] += bytes.size();
    if (!spans_.empty() && spans_.back().source == source) spans_.back().size += bytes.size();
    else spans_.push_back({source, bytes.size()});
}

std::size_t InputQueue::waiting(InputSource source) const
{
    const auto found = waiting_.find(source);
    return found == waiting_.end() ? 0 : found->second;
}

InputQueue::Written InputQueue::write_to(int fd)
{
    Written out;
    while (!is_empty()) {
        const ssize_t count = ::write(fd, bytes_.data() + taken_, size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) break;
        out.is_read = count > 0;
        const std::size_t taken = out.is_read ? static_cast<std::size_t>(count) : size();
        taken_ += taken;
        note_taken(taken, out.sources);
    }
    if (!is_empty() && taken_ < COMPACT) return out;
    bytes_.erase(0, taken_);
    taken_ = 0;
    return out;
}

void InputQueue::note_taken(std::size_t count, std::vector<InputSource>& sources)
{
    while (count > 0) {
        Span& first = spans_.front();
        const std::size_t part = std::min(count, first.size);
        const auto waiting = waiting_.find(first.source);
        if ((waiting->second -= part) == 0) waiting_.erase(waiting);
        if (std::find(sources.begin(), sources.end(), first.source) == sources.end()) sources.push_back(first.source);
        first.size -= part;
        count -= part;
        if (first.size == 0) spans_.pop_front();
    }
}

} // namespace cleat
