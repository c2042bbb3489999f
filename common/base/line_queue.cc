#include "common/base/line_queue.h"

#include <utility>

namespace cleat {

void LineQueue::push(std::string line)
{
    if (line.size() > most_ - bytes_) {
        ++left_out_;
        return;
    }
    bytes_ += line.size();
    lines_.push_back({std::exchange(left_out_, 0), std::move(line)});
}

std::optional<LineQueue::Next> LineQueue::take()
{
    if (is_empty()) return std::nullopt;
    if (lines_.empty()) return Next{std::exchange(left_out_, 0), {}};
    Next out = std::move(lines_.front());
    lines_.pop_front();
    bytes_ -= out.line.size();
    return out;
}

} // namespace cleat
