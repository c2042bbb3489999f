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

/// Sends a session's output as it is to the members that follow it. Each is no more than an offset in the log: nothing
/// is queued for it beyond a frame that its connection has not taken. One that is behind the log's beginning is sent
/// the size of the gap; one that is lossless never is, for `lossless` says from where on nothing may be lost. Members
/// that are attached are none of its business.
class Followers {
 public:
    /// Followers that are sent something in one turn of the loop, and bytes to each of them in one frame.
    static constexpr std::size_t SLICE = 32;
    static constexpr std::size_t MOST_BYTES = 64U << 10;

    struct Handlers {
        /// The member was sent all that it wants, or all that there is after `finish`: it is to be removed.
        std::function<void(ViewerId)> on_complete;
        /// A lossless one has taken some.
        std::function<void()> on_taken;
    };

    /// `log` and `members` are borrowed for this object's life.
    Followers(Loop& loop, const Log& log, Members& members, Handlers handlers)
        : log_(log), members_(members), handlers_(std::move(handlers)), next_slice_(loop, [this] { go_on(); })
    {}
    Followers(const Followers&) = delete;
    Followers& operator=(const Followers&) = delete;

    /// A new member: it is sent the first bytes soon, not within the call.
    void attached(const Member& member);
    /// Its connection has room again.
    void drained(const Member& member);
    /// It is removed without the rest, of whose size it is sent word.
    void give_up(Member& member) const;

    /// The log has more bytes.
    void changed();
    /// It will have no more.
    void finish();

    /// From where on nothing may be lost, if anybody minds.
    [[nodiscard]] std::optional<std::uint64_t> lossless() const;

 private:
    /// A frame that several may be sent.
    struct Encoded {
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        std::shared_ptr<const std::string> frame;
    };

    void attend(ViewerId id);
    void send(Member& member, LogView& view);
    void skip_lost(Member& member, LogView& view) const;
    bool send_run(Member& member, LogView& view);
    void go_on();

    const Log& log_;
    Members& members_;
    Handlers handlers_;
    std::set<ViewerId> waiting_; ///< to be attended in a turn that comes
    Encoded last_;               ///< the frame that was made last
    bool finished_ = false;
    DeferredTask next_slice_; ///< of those that wait
};

/// Where the last `lines` lines begin of what is in the log of the streams wanted. The line that is not finished
/// counts.
[[nodiscard]] std::uint64_t begin_of_lines(const Log& log, std::uint64_t lines, Follow::Streams streams);

} // namespace cleat
