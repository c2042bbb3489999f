#include "common/recording/slow_feed.h"

#include <algorithm>
#include <utility>

namespace cleat {

bool SlowFeed::feed(Terminal& terminal, std::string_view data, Deadline until)
{
    while (data.size() - fed_ > piece_) {
        const auto began = std::chrono::steady_clock::now();
        feed_piece(terminal, data.substr(fed_, piece_));
        fed_ += piece_;
        const auto now = std::chrono::steady_clock::now();
        piece_ = std::clamp(now - began < OF_A_PIECE ? piece_ * 2 : piece_ / 2, SMALLEST, LARGEST);
        if (now >= until) return false;
    }
    feed_piece(terminal, data.substr(std::exchange(fed_, 0)));
    return true;
}

void SlowFeed::feed_piece(Terminal& terminal, std::string_view piece)
{
    terminal.feed(piece);
    (void)terminal.take_replies();
    (void)terminal.take_events();
}

} // namespace cleat
