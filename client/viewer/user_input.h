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

/// Sends the user's input to the session. A detach takes effect after the input typed before it: the client leaves once
/// the server has taken that input, or when a time limit below expires because the program does not read it.
class UserInput {
 public:
    /// Time limits for a detach: `DETACH_TIMEOUT` for the server to take the input, and as long again for its reply. If
    /// no input is taken for `DETACH_STALLED`, the client drops the rest and detaches at once.
    static constexpr std::chrono::milliseconds DETACH_TIMEOUT{2'000};
    static constexpr std::chrono::milliseconds DETACH_STALLED{250};

    struct Handlers {
        /// Whether there is room for more input; if not, the terminal must not be read.
        std::function<void(bool)> on_room;
        /// The client leaves although the server has not replied to the detach.
        std::function<void()> on_detach_timeout;
    };
    /// Loop and attachment are borrowed for this object's lifetime.
    UserInput(Loop& loop, LastingAttachment& attachment, Handlers handlers);

    /// The client was attached, with this window (`Attached::input_window`).
    void attached(std::uint64_t window) { outbox_.attached(window); }

    void type(std::string_view bytes);
    void paste(std::string_view text, bool begin, bool end);
    void report_focus(bool focused);
    void report_mouse(std::string_view report);
    /// Ends an unfinished paste: another program had the terminal, so its end will not come.
    void end_paste();

    /// The program has taken `bytes` in all (`InputTaken`).
    void taken(std::uint64_t bytes);
    /// Sends as much as the server takes now.
    void send();
    /// Drops the unsent input, and the rest of an unfinished paste when it comes. Returns how many bytes were dropped
    /// since the last call.
    std::size_t drop();
    /// The link is lost: drops the unsent input.
    void lost();

    /// Detaches: sends `Detach` after the input. The server's reply ends the client.
    void leave();
    [[nodiscard]] bool is_detaching() const { return detaching_ != Detaching::no; }
    /// Bytes that were not sent and have not been reported to the user. Drops the unsent input.
    std::size_t take_undelivered();

 private:
    enum class Detaching : std::uint8_t { no, sending, asked };

    void continue_detach();
    void abandon_detach();

    LastingAttachment& attachment_;
    Handlers handlers_;
    InputOutbox outbox_;
    std::size_t undelivered_ = 0; ///< bytes dropped when the link was lost, or in order to leave
    Detaching detaching_ = Detaching::no;
    Timer detach_timer_;
    Timer stall_timer_; ///< runs during a detach, while the server takes no input
};

} // namespace cleat
