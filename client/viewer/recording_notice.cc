#include "client/viewer/recording_notice.h"

namespace cleat {

std::string recording_notice(const RecordingChanged& changed)
{
    switch (changed.state) {
    case RecordingState::running: return "recording to " + changed.path;
    case RecordingState::paused: return "recording paused: " + changed.why;
    case RecordingState::ended: return "recording stopped";
    case RecordingState::failed: return "recording failed: " + changed.why;
    }
    return {};
}

} // namespace cleat
