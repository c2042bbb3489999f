#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"
#include "server/audience/members.h"
#include "server/memory/log.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace cleat {

/// Sends a session's raw output to the members that follow it. Each follower is only an offset in the log: nothing is
/// queued for it except a frame that its connection has not taken. A follower whose offset is no longer in the log is
/// sent the size of the gap. This never happens to a lossless follower: `lossless` returns the offset from which on
/// nothing may be lost. Attached members are not served here.
class Followers {
 public:
    /// Followers that are served in one turn of the loop, and bytes sent to each of them in one frame.
    static constexpr std::size_t SLICE = 32;
    static constexpr std::size_t MAX_BYTES = 64U << 10;

    struct Handlers {
        /// The member was sent all that it requested, or, after `finish`, everything: the handler must remove it.
        std::function<void(ViewerId)> on_complete;
        /// A lossless follower has taken some output.
        std::function<void()> on_taken;
    };

    /// `log` and `members` are borrowed for this object's life.
    Followers(Loop& loop, const Log& log, Members& members, Handlers handlers)
        : log_(log),
          members_(members),
          handlers_(std::move(handlers)),
          next_slice_(loop, [this] { continue_serving(); })
    {}
    Followers(const Followers&) = delete;
    Followers& operator=(const Followers&) = delete;

    /// A new member: the first bytes are sent once the running callbacks have returned, not within the call.
    void attached(const Member& member);
    /// The member's connection has room again.
    void drained(const Member& member);
    /// The member will be removed before it was sent everything: it is sent the size of the gap instead of the rest.
    void give_up(Member& member) const;

    /// The log has grown.
    void changed();
    /// The log will not grow any more.
    void finish();

    /// The offset from which on no output may be lost; nothing if there is no lossless follower.
    [[nodiscard]] std::optional<std::uint64_t> lossless() const;

 private:
    /// A frame that can be sent to several followers.
    struct Encoded {
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        std::shared_ptr<const std::string> frame;
    };

    void attend(ViewerId id);
    void send(Member& member, LogView& view);
    void skip_lost(Member& member, LogView& view) const;
    bool send_run(Member& member, LogView& view);
    void continue_serving();

    const Log& log_;
    Members& members_;
    Handlers handlers_;
    std::set<ViewerId> waiting_; ///< members to be served in a later turn
    Encoded last_;               ///< the latest frame
    bool finished_ = false;
    DeferredTask next_slice_; ///< serves the waiting members
};

/// Returns the offset where the last `lines` lines of the requested streams begin, as far as the log goes back. An
/// unfinished line counts.
[[nodiscard]] std::uint64_t start_of_lines(const Log& log, std::uint64_t lines, Follow::Streams streams);

} // namespace cleat
