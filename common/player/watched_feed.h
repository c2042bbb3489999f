#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/player/cast_feed.h"

#include <functional>

namespace cleat {

/// A recording that comes through a pipe, taken as it comes.
class WatchedFeed {
 public:
    struct Handlers {
        /// Some more was taken; false at the end, or an error, after which there is no more either. Not to destroy the
        /// feed.
        std::function<void(const Result<bool>& more)> on_data;
        /// After the end, from a callback in which this object may be destroyed.
        std::function<void()> on_end;
    };

    /// The loop is borrowed for this object's life.
    WatchedFeed(Loop& loop, CastFeed feed, Handlers handlers);

 private:
    void take();

    CastFeed feed_;
    Handlers handlers_;
    FdWatch watch_;
    DeferredTask end_;
};

} // namespace cleat
