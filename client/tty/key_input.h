#pragma once

#include "client/keys/key_reader.h"
#include "common/event/loop.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace cleat {

/// A `KeyReader` and the time: what may be the beginning of an escape sequence becomes keys when nothing more has come,
/// and answers of the terminal are expected for so long.
class KeyInput {
 public:
    /// A terminal that has not answered by then does not.
    static constexpr std::chrono::seconds REPLIES_WITHIN{10};

    struct Handlers {
        /// Called with at least one event.
        std::function<void(const std::vector<KeyEvent>&)> on_keys;
        /// The last of the questions was not answered in time; may be empty.
        std::function<void()> on_unanswered;
    };
    KeyInput(Loop& loop, std::optional<EscapeKey> escape, Handlers handlers);

    /// What was read. May call back.
    void take(std::string_view bytes);
    /// The same, for nobody: looks for the last answer alone.
    void discard(std::string_view bytes);
    /// What is half read will not be finished, and no answer comes any more.
    void reset();
    /// Nothing becomes keys until something is taken again.
    void pause() { pending_timer_.stop(); }

    /// The terminal was asked questions, of which the last is for DA1: until its answer has come, or `REPLIES_WITHIN`
    /// is over, what may begin an answer is no key.
    void expect_replies();
    /// The same for what is on its clipboard (OSC 52). An answer about it that nobody has asked for is dropped.
    void expect_clipboard();
    void expect_no_replies();
    /// Whether the answer to the last question has yet to come; the clipboard's does not count.
    [[nodiscard]] bool awaits_replies() const { return awaits_last_; }

    /// As `KeyReader`'s, until `reset`.
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
    bool awaits_last_ = false;
    bool awaits_clipboard_ = false;
};

} // namespace cleat
