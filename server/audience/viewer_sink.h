#pragma once

#include "common/wire/messages.h"
#include "server/audience/viewer_id.h"

#include <memory>
#include <string>

namespace cleat {

/// Where a session puts what a viewer is to be told. Implemented by the peer that the viewer is. None of these calls
/// may destroy the viewer or detach it; it asks to be retired.
class ViewerSink {
 public:
    virtual ~ViewerSink() = default;

    /// Whether a step would be written at once: nothing else waits to be sent.
    [[nodiscard]] virtual bool is_ready() const = 0;
    /// A `Step`, or what a follower is told, as the connection's frame, which is shared with other viewers.
    virtual void show(std::shared_ptr<const std::string> frame) = 0;
    virtual void happened(const Happened& what) = 0;
    /// The program ended and everything was shown. The viewer is detached already.
    virtual void ended(const ExitStatus& how) = 0;
    /// Somebody else detached the viewer, or the session is gone.
    virtual void detached(const std::string& reason) = 0;
    /// The viewer's role is another one, or another viewer holds control (0: nobody does).
    virtual void role_changed(Role role, ViewerId holder) = 0;
    /// Another viewer wants control, which this one holds.
    virtual void control_asked(ViewerId by) = 0;
    /// The program takes no input any more.
    virtual void input_closed() = 0;
    /// It goes differently with the session's recording. The newest is worth telling, no more.
    virtual void recording_changed(const RecordingChanged& news) = 0;
    /// Another user begins to look on at the session, or no longer does.
    virtual void guest_news(const GuestNews& news) = 0;
    /// The program has taken enough of its input for more to be sent.
    virtual void input_drained() = 0;
    /// So many bytes of what the viewer has given in all are with the program, or never will be. Not each is told.
    virtual void input_taken(std::uint64_t bytes) = 0;
};

} // namespace cleat
