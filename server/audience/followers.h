#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"
#include "server/log/log.h"
#include "server/audience/size_policy.h"
#include "server/audience/viewer_sink.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace cleat {

/// Tells those who follow a session's log its bytes, as they are. Each is no more than a place in the log: nothing is
/// queued for it beyond a frame that its connection has not taken. Who is behind the log's beginning is told how much
/// it missed; one that is lossless is not left behind, for `lossless` says from where on nothing may be lost.
class Followers {
 public:
    /// Followers that are sent something in one turn of the loop, and bytes to each of them in one frame.
    static constexpr std::size_t SLICE = 32;
    static constexpr std::size_t MOST_BYTES = 64U << 10;

    /// What one of them wants.
    struct Wish {
        std::uint64_t from = 0;
        std::optional<std::uint64_t> until; ///< nothing from there on; none for ever
        Follow::Streams streams = Follow::Streams::both;
        bool lossless = false;
    };
    struct Handlers {
        /// The follower was told all that it wants, or all that there is after `finish`. It is removed by then.
        std::function<void(ViewerId)> on_told;
        /// A lossless one has taken some.
        std::function<void()> on_taken;
    };

    /// `log` is borrowed for this object's life.
    Followers(Loop& loop, const Log& log, Handlers handlers)
        : log_(log), handlers_(std::move(handlers)), next_slice_(loop, [this] { go_on(); })
    {}
    Followers(const Followers&) = delete;
    Followers& operator=(const Followers&) = delete;

    /// It is told the first bytes soon, not within the call. `sink` is borrowed until it is removed.
    void add(ViewerId id, ViewerSink& sink, const Wish& wish);
    void remove(ViewerId id);
    /// Where it is in the log; nothing of one that is not there, or wants none of it.
    [[nodiscard]] std::optional<std::uint64_t> place(ViewerId id) const;
    /// What it missed so far counts as told, and it loses what it was lossless for.
    void set_lossless(ViewerId id, bool lossless);
    /// Its connection has room again.
    void drained(ViewerId id);
    /// It goes without the rest, of whose size it is told.
    void give_up(ViewerId id);

    /// The log has more bytes.
    void changed();
    /// It will have no more.
    void finish();

    /// From where on nothing may be lost, if anybody minds.
    [[nodiscard]] std::optional<std::uint64_t> lossless() const;

 private:
    struct Place {
        ViewerSink& sink;
        Wish wish;
        std::uint64_t at = 0;
        [[nodiscard]] bool wants(OutputStream stream) const;
    };
    /// A frame that several may be sent.
    struct Encoded {
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        std::shared_ptr<const std::string> frame;
    };

    [[nodiscard]] std::uint64_t end_for(const Place& place) const;
    void attend(ViewerId id);
    void tell(Place& place);
    void skip_lost(Place& place) const;
    bool send_run(Place& place);
    void go_on();

    const Log& log_;
    Handlers handlers_;
    std::map<ViewerId, Place> places_;
    std::set<ViewerId> waiting_; ///< to be attended in a turn that comes
    Encoded last_;               ///< the frame that was made last
    bool finished_ = false;
    DeferredTask next_slice_; ///< of those that wait
};

/// Where the last `lines` lines begin of what is in the log of the streams wanted. The line that is not finished
/// counts.
[[nodiscard]] std::uint64_t begin_of_lines(const Log& log, std::uint64_t lines, Follow::Streams streams);

} // namespace cleat
