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

/// The screen as one member sees it.
struct ScreenView {
    Attachment attachment;  ///< what it was sent, and is to be sent next
    std::uint64_t seen = 0; ///< how many changes of the screen `attachment` knows of; for `Fanout`
};

/// A session's output as one member follows it.
struct LogView {
    std::uint64_t at = 0;               ///< offset of the next byte for it
    std::optional<std::uint64_t> until; ///< it wants nothing from there on; none: it follows without end
    Follow::Streams streams = Follow::Streams::both;
    bool waited_for = false; ///< while it controls the session, the program waits rather than that it misses a byte

    /// Where its output ends in a log that ends at `log_end`.
    [[nodiscard]] std::uint64_t end(std::uint64_t log_end) const { return std::min(until.value_or(log_end), log_end); }
};

/// One who is attached to a session, or follows its output: all that the session knows of it.
struct Member {
    using View = std::variant<ScreenView, LogView>;

    ViewerId id = 0;
    ViewerSink& sink;      ///< borrowed for as long as this is a member
    AttachRequest request; ///< its size is that of its terminal now
    View view;
    std::int64_t since = 0; ///< when it attached, in seconds since 1970

    Role role = Role::observer; ///< as `Roles` has it; changed by `Members::set_role` alone
    bool asks_for_control = false;
    std::uint64_t active = 0;     ///< the greatest is that of the controller that was last active; for `SizePolicy`
    std::uint64_t precedence = 0; ///< the greatest is that of the one whose variables count; for `FollowedVariables`
    bool is_focused = false;      ///< its terminal is, and it controls the session

    std::uint64_t input_given = 0; ///< bytes of input that came from it
    std::uint64_t input_taken = 0; ///< of those, taken by the program, as it was last notified

    [[nodiscard]] bool controls() const { return role == Role::controller; }
    /// Null where it follows output.
    [[nodiscard]] ScreenView* screen() { return std::get_if<ScreenView>(&view); }
    [[nodiscard]] const ScreenView* screen() const { return std::get_if<ScreenView>(&view); }
    /// Null where it is shown a screen.
    [[nodiscard]] LogView* log() { return std::get_if<LogView>(&view); }
    [[nodiscard]] const LogView* log() const { return std::get_if<LogView>(&view); }
    /// It follows the output and may miss none of it.
    [[nodiscard]] bool is_lossless() const { return controls() && log() != nullptr && log()->waited_for; }
    /// It does not acknowledge what it is shown: it may have hung, or be cut off.
    [[nodiscard]] bool is_silent(Clock::time_point now) const
    {
        return screen() != nullptr && screen()->attachment.is_silent(now);
    }
};

} // namespace cleat
