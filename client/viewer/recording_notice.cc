#include "client/viewer/recording_notice.h"

namespace cleat {

std::string recording_notice(const RecordingChanged& changed)
{
    switch (changed.state) {
    case RecordingState::running: return "recorded to " + changed.path;
    case RecordingState::paused: return "the recording waits: " + changed.why;
    case RecordingState::ended: return "recorded no more";
    case RecordingState::failed: return "the recording has failed: " + changed.why;
    }
    return {};
}

} // namespace cleat
