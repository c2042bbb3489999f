#pragma once

#include "common/event/loop.h"

#include <string>
#include <utility>

namespace cleat {

/// A message that replaces the player's bar, and whether the bar must stay on the screen's last line: while there is a
/// message, and for `STAYS` after a key. The caller supplies the time.
class BarNotice {
 public:
    /// How long the bar stays after a key.
    static constexpr std::chrono::seconds STAYS{2};

    void set(std::string text) { text_ = std::move(text); }
    void clear() { text_.clear(); }
    [[nodiscard]] const std::string& text() const { return text_; }

    void key_typed(Clock::time_point now) { typed_ = now; }
    [[nodiscard]] bool keeps_bar(Clock::time_point now) const { return !text_.empty() || now - typed_ < STAYS; }

 private:
    std::string text_;
    Clock::time_point typed_{}; ///< the last key
};

} // namespace cleat
