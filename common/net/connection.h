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

/// A stream socket that speaks frames. Reads a bounded amount per turn of the loop; writes what fits and keeps the
/// rest. What may be queued is its user's business: look at `pending()` before sending more.
class Connection {
 public:
    /// How much of the peer is taken in at once, and what becomes of a peer that takes no answers.
    struct Terms {
        std::size_t most_per_frame = 0;     ///< bytes of a frame's body
        std::size_t read_bytes = 64U << 10; ///< in one turn of the loop, at most 64 KiB
        int frames_per_turn = 16;           ///< delivered in one turn of the loop; the others wait
        Turns* turns = nullptr; ///< frames are delivered when they have been read, or, if given, in turns of these
        enum class Deaf : std::uint8_t {
            is_heard,   ///< what it wrote before it stopped reading is still delivered
            is_dropped, ///< the connection is closed at once, and what it wrote is not delivered
        } deaf = Deaf::is_heard;
        /// A peer that hangs up while reading is paused.
        enum class HungUp : std::uint8_t {
            is_dropped, ///< the connection is closed at once, with what the peer had sent
            is_heard,   ///< what it had sent is delivered when reading continues
        } hung_up = HungUp::is_dropped;
    };
    struct Handlers {
        std::function<void(std::string_view body)> on_frame;
        /// Everything that was queued is with the kernel.
        std::function<void()> on_drained;
        /// The peer sent what is no frame, and is not read any more. It can still be told so. Comes at most once.
        std::function<void(const Error&)> on_broken;
        /// The peer is gone. Comes once; nothing comes after it. The connection must not be destroyed in either of
        /// these two (`Loop::defer`).
        std::function<void()> on_closed;
        /// With `Terms::turns`: bytes were read with which no frame is whole yet, and that took so long.
        std::function<void(Clock::duration)> on_part;
    };

    Connection(Loop& loop, UniqueFd socket, std::size_t most_per_frame, Handlers handlers);
    Connection(Loop& loop, UniqueFd socket, Terms terms, Handlers handlers);

    /// Queues a whole frame (bytes of `encode`) and writes what the kernel takes.
    void send(std::string frame);
    /// The same for a frame that several connections send.
    void send(std::shared_ptr<const std::string> frame);
    /// Bytes queued that the kernel has not taken.
    [[nodiscard]] std::size_t pending() const { return pending_; }

    /// Stops or continues reading; frames that are here already wait too. What becomes of a peer that hangs up
    /// meanwhile is in the terms.
    void pause(bool paused);
    /// Bodies may have this length from now on.
    void allow(std::size_t most_per_frame) { frames_.allow(most_per_frame); }
    /// Lets what is queued out, then closes the way out; `on_closed` follows when the peer closes too.
    void finish();
    /// When the peer sent something last; at first when this was made.
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
    Turn delivery_; ///< of what has been read
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
    bool hung_up_ = false; ///< heard while frames waited
    bool dropped_ = false; ///< and about to be closed
    bool closed_ = false;
    DeferredTask report_drained_;
    DeferredTask close_dropped_;
};

} // namespace cleat
