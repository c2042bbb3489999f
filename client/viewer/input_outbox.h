#pragma once

#include "common/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace cleat {

/// What the user has typed and pasted and the server has not been sent yet, in order. The server takes no more at a
/// time than a window (`Attached::input_window`), so that everything else that is said on the link, a detach above all,
/// never waits behind input that the program does not read. Nothing is dropped here: whoever fills it looks at
/// `is_full` first. Pure.
class InputOutbox {
 public:
    /// What may wait here before the terminal is not read any more.
    static constexpr std::size_t MOST = 64U << 20;
    /// The window of servers that do not say one: then it is the link's queue that holds no more.
    static constexpr std::uint64_t OTHERWISE = 256U << 10;

    /// The client was attached, with this window; 0 where the server does not tell what the program has taken.
    void attached(std::uint64_t window);

    void add_typed(std::string_view bytes);
    /// A piece of a paste; pieces of one whose beginning was dropped are dropped, too.
    void add_pasted(std::string_view text, bool begin, bool end);
    /// The terminal has not ended the paste that it began, and will not.
    void end_paste();
    void add_mouse(std::string_view report);
    void add_focus(bool focused);

    /// What is to be sent now, or nothing. `queued` bytes are on the link and not with the kernel yet.
    [[nodiscard]] std::optional<ClientMessage> next(std::size_t queued);
    /// The server has said so (`InputTaken`). More than was sent, or less than before, does not count.
    void taken(std::uint64_t bytes);

    /// Bytes that were not sent.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    [[nodiscard]] bool is_empty() const { return queue_.empty(); }
    [[nodiscard]] bool is_full() const { return waiting_ >= MOST; }
    /// Drops what was not sent, and what else comes of a paste that is not over; gives how many bytes were dropped
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
    bool is_in_paste_ = false; ///< the one that comes from the terminal
    bool skips_paste_ = false; ///< its beginning was dropped
};

} // namespace cleat
