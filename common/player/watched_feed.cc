#include "common/player/watched_feed.h"

#include <utility>

namespace cleat {

WatchedFeed::WatchedFeed(Loop& loop, CastFeed feed, Handlers handlers)
    : feed_(std::move(feed)),
      handlers_(std::move(handlers)),
      watch_(loop, feed_.fd(), [this](FdWatch::Ready) { take(); }),
      end_(loop, [on_end = handlers_.on_end] { on_end(); })
{
    watch_.set(Interest::read);
}

void WatchedFeed::take()
{
    const auto more = feed_.take();
    if (!more || !*more) {
        // A watch must not be destroyed by its own callback.
        watch_.set(Interest::none);
        end_.schedule();
    }
    handlers_.on_data(more);
}

} // namespace cleat
