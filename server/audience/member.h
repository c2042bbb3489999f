#pragma once

#include "common/view/attachment.h"
#include "common/wire/messages.h"
#include "server/audience/attach_request.h"
#include "server/audience/viewer_id.h"
#include "server/audience/viewer_sink.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>

namespace cleat {

/// A member's view of the screen.
struct ScreenView {
    Attachment attachment;  ///< what the member was sent, and what comes next
    std::uint64_t seen = 0; ///< how many changes of the screen `attachment` has been informed of; for `Fanout`
};

/// A member's view of the output.
struct LogView {
    std::uint64_t at = 0;               ///< offset of the next byte to send
    std::optional<std::uint64_t> until; ///< where the requested output ends; none: it follows until the end
    Follow::Streams streams = Follow::Streams::both;
    bool waited_for = false; ///< lossless: while the member is a controller, the program is paused rather than let the
                             ///< member lose output

    /// Where its output ends, in a log that ends at `log_end`.
    [[nodiscard]] std::uint64_t end(std::uint64_t log_end) const { return std::min(until.value_or(log_end), log_end); }
};

/// A client that is attached to a session, or follows its output: all that the session knows of it.
struct Member {
    using View = std::variant<ScreenView, LogView>;

    ViewerId id = 0;
    ViewerSink& sink;      ///< borrowed while this is a member
    AttachRequest request; ///< its size is the current one of the terminal
    View view;
    std::int64_t since = 0; ///< when it attached, in seconds since 1970

    Role role = Role::observer; ///< as `Roles` decides; changed only by `Members::set_role`
    bool asks_for_control = false;
    std::uint64_t active = 0;     ///< greatest for the controller that was active last; for `SizePolicy`
    std::uint64_t precedence = 0; ///< greatest for the member whose variables count; for `FollowedVariables`
    bool is_focused = false;      ///< its terminal has the focus, and it is a controller

    std::uint64_t input_given = 0; ///< bytes of input received from it
    std::uint64_t input_taken = 0; ///< of those, how many the program has taken, as last reported to the member

    [[nodiscard]] bool controls() const { return role == Role::controller; }
    /// Null if it follows output.
    [[nodiscard]] ScreenView* screen() { return std::get_if<ScreenView>(&view); }
    [[nodiscard]] const ScreenView* screen() const { return std::get_if<ScreenView>(&view); }
    /// Null if it is attached to the screen.
    [[nodiscard]] LogView* log() { return std::get_if<LogView>(&view); }
    [[nodiscard]] const LogView* log() const { return std::get_if<LogView>(&view); }
    /// Whether it follows the output and must not miss any of it.
    [[nodiscard]] bool is_lossless() const { return controls() && log() != nullptr && log()->waited_for; }
    /// Whether it does not acknowledge what it is shown: it may have hung, or be cut off.
    [[nodiscard]] bool is_silent(Clock::time_point now) const
    {
        return screen() != nullptr && screen()->attachment.is_silent(now);
    }
};

} // namespace cleat
