#pragma once

#include "client/keys/key_reader.h"
#include "common/event/loop.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace cleat {

/// A `KeyReader` with timers: an incomplete escape sequence becomes keys if nothing follows it in time, and replies of
/// the terminal are expected for a limited time.
class KeyInput {
 public:
    /// How long replies are expected.
    static constexpr std::chrono::seconds REPLIES_WITHIN{10};

    struct Handlers {
        /// Called with at least one event.
        std::function<void(const std::vector<KeyEvent>&)> on_keys;
        /// The reply to the last query did not come in time. Can be empty.
        std::function<void()> on_unanswered;
    };
    KeyInput(Loop& loop, std::optional<EscapeKey> escape, Handlers handlers);

    /// Takes input. Calls `on_keys` if it completes events.
    void take(std::string_view bytes);
    /// Takes input and drops its events, except that it notes the last reply.
    void discard(std::string_view bytes);
    /// Drops incomplete input and expects no replies any more.
    void reset();
    /// Incomplete input does not become keys until more is taken.
    void pause() { pending_timer_.stop(); }

    /// The terminal was sent queries, of which the last is for DA1. Until its reply comes, or `REPLIES_WITHIN` has
    /// passed, bytes that may start a reply are not keys.
    void expect_replies();
    /// Likewise for a query for the clipboard (OSC 52). Clipboard replies that are not expected are dropped.
    void expect_clipboard();
    void expect_no_replies();
    /// Whether the reply to the last query is pending; the clipboard's does not count.
    [[nodiscard]] bool awaits_replies() const { return awaits_last_reply_; }

    /// See `KeyReader`. In effect until `reset`.
    void set_pannable(bool pannable) { reader_.set_pannable(pannable); }
    void set_mouse_encoding(MouseEncoding encoding) { reader_.set_mouse_encoding(encoding); }

 private:
    void handle(std::vector<KeyEvent> events);
    void take_replies(std::vector<KeyEvent>& events);
    void expect();
    void replies_late();

    std::optional<EscapeKey> escape_;
    Handlers handlers_;
    KeyReader reader_;
    Timer pending_timer_;
    Timer replies_timer_;
    bool awaits_last_reply_ = false;
    bool awaits_clipboard_ = false;
};

} // namespace cleat
