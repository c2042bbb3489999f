#pragma once

#include "client/viewer/input_outbox.h"
#include "client/viewer/lasting_attachment.h"
#include "common/event/loop.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace cleat {

/// What the user types on its way to the session, and the way out behind it: who detaches leaves when what was typed
/// before is with the server; but soon, if the program does not read it.
class UserInput {
 public:
    /// To detach, for the server to take what was typed, and for its answer; and how long it may take nothing.
    static constexpr std::chrono::milliseconds LEAVE_WITHIN{2'000};
    static constexpr std::chrono::milliseconds LEAVE_STALLED{250};

    struct Handlers {
        /// Whether there is room for more: where there is none the terminal should not be read.
        std::function<void(bool)> on_room;
        /// The user who wanted to leave should not be kept any longer, though the server has not answered.
        std::function<void()> on_left;
    };
    /// The attachment is borrowed for this object's life.
    UserInput(Loop& loop, LastingAttachment& attachment, Handlers handlers);

    /// The client was attached, with this window (`Attached::input_window`).
    void attached(std::uint64_t window) { outbox_.attached(window); }

    void type(std::string_view bytes);
    void paste(std::string_view text, bool begin, bool end);
    void report_focus(bool focused);
    void report_mouse(std::string_view report);
    /// The terminal was somebody else's: a paste that it has begun will not be ended.
    void end_paste();

    /// The server has said so (`InputTaken`).
    void taken(std::uint64_t bytes);
    /// As much as the server takes now.
    void send();
    /// Gives up what was not sent, and what else comes of a paste that is not over; gives how many bytes were dropped
    /// since the last call.
    std::size_t drop();
    /// The link is lost, and what was not sent with it.
    void lost();

    /// Detaches: `Detach` is sent behind the input, and the server's answer is the end.
    void leave();
    [[nodiscard]] bool is_leaving() const { return leaving_ != Leaving::no; }
    /// Bytes that were not sent, and have not been told of.
    std::size_t take_undelivered();

 private:
    enum class Leaving : std::uint8_t { no, sending, asked };

    void go_on_leaving();
    void give_up_leaving();

    LastingAttachment& attachment_;
    Handlers handlers_;
    InputOutbox outbox_;
    std::size_t undelivered_ = 0; ///< given up at a loss of the link, or in order to leave
    Leaving leaving_ = Leaving::no;
    Timer leave_timer_;
    Timer stall_timer_; ///< while leaving: the server takes nothing
};

} // namespace cleat
