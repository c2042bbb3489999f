#pragma once

#include "common/wire/messages.h"
#include "server/audience/viewer_id.h"

#include <memory>
#include <string>

namespace cleat {

/// Receives what a session sends to a viewer. Implemented by the viewer's peer. No call may destroy or detach the
/// viewer; a peer that must be removed asks to be retired later.
class ViewerSink {
 public:
    virtual ~ViewerSink() = default;

    /// Whether a step would be written at once: nothing else is queued.
    [[nodiscard]] virtual bool is_ready() const = 0;
    /// A `Step`, or output for a follower, as a frame of the connection, shared with other viewers.
    virtual void show(std::shared_ptr<const std::string> frame) = 0;
    virtual void happened(const Happened& what) = 0;
    /// The program has ended and everything was shown. The viewer is detached already.
    virtual void ended(const ExitStatus& how) = 0;
    /// Another client detached the viewer, or the session was removed.
    virtual void detached(const std::string& reason) = 0;
    /// The viewer's role, or the holder of control, changed (0: no viewer holds control).
    virtual void role_changed(Role role, ViewerId holder) = 0;
    /// Another viewer requests control, which this one holds.
    virtual void control_requested(ViewerId by) = 0;
    /// The program does not read input any more.
    virtual void input_closed() = 0;
    /// The state of the session's recording changed. Only the latest state matters.
    virtual void recording_changed(const RecordingChanged& change) = 0;
    /// Another user starts or stops observing the session.
    virtual void guest_visited(const GuestVisits& visits) = 0;
    /// The program has taken enough of the viewer's input to accept more.
    virtual void input_drained() = 0;
    /// Of all input received from the viewer, this many bytes were taken by the program or dropped. Intermediate counts
    /// may be skipped.
    virtual void input_taken(std::uint64_t bytes) = 0;
};

} // namespace cleat
