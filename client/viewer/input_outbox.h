#pragma once

#include "common/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace cleat {

/// Input typed and pasted by the user and not sent to the server yet, in order. At most a window of input
/// (`Attached::input_window`) is on its way at a time, so that other messages, above all a detach, never wait behind
/// input that the program does not read. Drops nothing by itself: callers check `is_full` first. Pure.
class InputOutbox {
 public:
    /// Once this many bytes of input are queued, the terminal is not read.
    static constexpr std::size_t LIMIT = 64U << 20;
    /// The limit for servers without a window: applies to the bytes queued on the link.
    static constexpr std::uint64_t OTHERWISE = 256U << 10;

    /// The client was attached, with this window; 0 if the server does not report how much input the program has taken.
    void attached(std::uint64_t window);

    void add_typed(std::string_view bytes);
    /// Adds a piece of a paste. Pieces of a paste whose start was dropped are dropped too.
    void add_pasted(std::string_view text, bool begin, bool end);
    /// Ends a paste that the terminal started and will not end.
    void end_paste();
    void add_mouse(std::string_view report);
    void add_focus(bool focused);

    /// The next message to send now, or nothing. `queued` is the number of bytes queued on the link that the kernel has
    /// not taken.
    [[nodiscard]] std::optional<ClientMessage> next(std::size_t queued);
    /// The program has taken `bytes` in all (`InputTaken`). A value below the last one or above the number of bytes
    /// sent is clamped.
    void taken(std::uint64_t bytes);

    /// Bytes not sent yet.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    [[nodiscard]] bool is_empty() const { return queue_.empty(); }
    [[nodiscard]] bool is_full() const { return waiting_ >= LIMIT; }
    /// Drops the unsent input, and the rest of an unfinished paste when it comes. Returns how many bytes were dropped
    /// since the last call.
    std::size_t drop();

 private:
    struct Item {
        ClientMessage message;
        std::size_t size = 0; ///< in bytes of input
    };
    void add(ClientMessage message, std::size_t size);

    std::deque<Item> queue_;
    std::size_t waiting_ = 0;
    std::size_t dropped_ = 0;
    std::uint64_t window_ = 0;
    std::uint64_t sent_ = 0;
    std::uint64_t taken_ = 0;
    bool is_in_paste_ = false; ///< the terminal is sending a paste
    bool skips_paste_ = false; ///< the start of that paste was dropped
};

} // namespace cleat
