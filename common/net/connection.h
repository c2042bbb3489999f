#pragma once

#include "common/base/unique_fd.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/event/turns.h"
#include "common/wire/frame.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cleat {

/// A stream socket that carries frames. Reads a bounded amount per turn of the loop; writes what fits and queues the
/// rest. The queue has no bound of its own: callers check `pending()` before sending more.
class Connection {
 public:
    /// How much to read from the peer at once, and what happens if nothing more can be written to it or it hangs up.
    struct Terms {
        std::size_t most_per_frame = 0;     ///< the longest frame body, in bytes
        std::size_t read_bytes = 64U << 10; ///< in one turn of the loop, at most 64 KiB
        int frames_per_turn = 16;           ///< delivered per turn of the loop; the rest wait
        Turns* turns = nullptr; ///< if set, frames are delivered in these turns instead of as soon as they are read
        /// What happens if a write fails because the peer has shut down reading or closed the connection. (A peer that
        /// is merely slow to read only makes the queue grow.)
        enum class NotReading : std::uint8_t {
            is_heard,   ///< what the peer sent before that is still delivered
            is_dropped, ///< the connection is closed at once, and what the peer sent is discarded
        } when_not_reading = NotReading::is_heard;
        /// What happens if the peer hangs up while reading is paused.
        enum class HungUp : std::uint8_t {
            is_dropped, ///< the connection is closed at once, and what the peer sent is discarded
            is_heard,   ///< what the peer sent is delivered when reading resumes
        } hung_up = HungUp::is_dropped;
    };
    struct Handlers {
        std::function<void(std::string_view body)> on_frame;
        /// The kernel has accepted everything that was queued.
        std::function<void()> on_drained;
        /// The peer sent bytes that are not a frame; nothing more is read from it. An error can still be sent to it.
        /// Called at most once.
        std::function<void(const Error&)> on_broken;
        /// The peer disconnected. Called once; no handler is called after it. Neither `on_broken` nor `on_closed` may
        /// destroy the connection (use `Loop::defer`).
        std::function<void()> on_closed;
        /// With `Terms::turns`: reading bytes that do not complete a frame took this long.
        std::function<void(Clock::duration)> on_part;
    };

    Connection(Loop& loop, UniqueFd socket, std::size_t most_per_frame, Handlers handlers);
    Connection(Loop& loop, UniqueFd socket, Terms terms, Handlers handlers);

    /// Queues a complete frame (from `encode`) and writes as much as the kernel accepts.
    void send(std::string frame);
    /// Likewise, for a frame shared by several connections.
    void send(std::shared_ptr<const std::string> frame);
    /// Bytes queued that the kernel has not accepted yet.
    [[nodiscard]] std::size_t pending() const { return pending_; }

    /// Pauses or resumes reading; frames already read wait too. `Terms::hung_up` decides what happens if the peer hangs
    /// up while paused.
    void pause(bool paused);
    /// Sets the longest body allowed from now on.
    void allow(std::size_t most_per_frame) { frames_.allow(most_per_frame); }
    /// Writes what is queued, then shuts down the sending side; `on_closed` follows when the peer closes too.
    void finish();
    /// When the peer last sent something; initially when this object was created.
    [[nodiscard]] Clock::time_point last_heard() const { return last_heard_; }
    [[nodiscard]] bool is_paused() const { return paused_; }
    [[nodiscard]] bool is_open() const { return !closed_ && !dropped_; }

 private:
    void on_ready(FdWatch::Ready ready);
    void read();
    void deliver();
    void write();
    void drop();
    void close();
    void watch();

    Loop& loop_;
    UniqueFd socket_;
    FdWatch watch_;
    Turns own_turns_;
    Turn delivery_; ///< for frames that have been read
    Terms terms_;
    Handlers handlers_;
    FrameReader frames_;
    std::deque<std::shared_ptr<const std::string>> queue_;
    std::size_t sent_of_first_ = 0;
    std::size_t pending_ = 0;
    Clock::time_point last_heard_;
    bool paused_ = false;
    bool finishing_ = false;
    bool broken_ = false;
    bool hung_up_ = false; ///< a hang-up was noticed while frames waited
    bool dropped_ = false; ///< about to be closed
    bool closed_ = false;
    DeferredTask report_drained_;
    DeferredTask close_dropped_;
};

} // namespace cleat
