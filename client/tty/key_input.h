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

    using OnKeys = std::function<void(const std::vector<KeyEvent>&)>;
    /// `on_keys` is called with at least one event.
    KeyInput(Loop& loop, std::optional<EscapeKey> escape, OnKeys on_keys);

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
    void expect_no_replies();
    [[nodiscard]] bool awaits_replies() const { return replies_timer_.is_running(); }

 private:
    void handle(const std::vector<KeyEvent>& events);

    std::optional<EscapeKey> escape_;
    OnKeys on_keys_;
    KeyReader reader_;
    Timer pending_timer_;
    Timer replies_timer_;
};

} // namespace cleat
