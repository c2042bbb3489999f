#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/player/cast_feed.h"

#include <functional>

namespace cleat {

/// Reads a recording from a pipe as it arrives.
class WatchedFeed {
 public:
    struct Handlers {
        /// More was read; false at the end. Not called again after the end or an error. Must not destroy the feed.
        std::function<void(const Result<bool>& more)> on_data;
        /// Called after the end or an error. May destroy the feed.
        std::function<void()> on_end;
    };

    /// The loop is borrowed for this object's lifetime.
    WatchedFeed(Loop& loop, CastFeed feed, Handlers handlers);

 private:
    void take();

    CastFeed feed_;
    Handlers handlers_;
    FdWatch watch_;
    DeferredTask end_;
};

} // namespace cleat
