#include "server/session/session_recordings.h"

#include "common/base/log.h"
#include "server/recording/recording_options.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace cleat {

Result<Recording*> SessionRecordings::begin(Session& session, const RecordingOptions& wish, Recording::Plan plan)
{
    auto resolved = resolve_recording_options(wish, session.name(), std::time(nullptr));
    if (!resolved) return resolved.error();
    plan.wish = std::move(*resolved);
    plan.has_time = wish.path.find("{time}") != std::string::npos;
    const RecorderId recorder = next_++;
    auto recording = session.recording().begin(recorder, std::move(plan));
    if (recording) recorders_.emplace(recorder, session.id());
    return recording;
}

void SessionRecordings::record(Session& session, const RecordingOptions& wish, OnRecorded done)
{
    const auto recording = begin(session, wish, {.from_start = false});
    if (!recording) return done(recording.error());
    (*recording)->when_started(std::move(done));
}

/// A full disk is an error if it prevents writing the start of the file.
void SessionRecordings::record_before_start(Session& session, const RecordingOptions& wish, OnRecorded done)
{
    const auto recording = begin(session, wish, {.has_options = false});
    if (!recording) return done(recording.error());
    (*recording)->when_started([&session, done = std::move(done)](const Result<void>& begun) {
        const auto now = session.recording().info();
        if (begun && now && now->state == RecordingState::paused) done(Error(now->why));
        else done(begun);
    });
}

void SessionRecordings::record_as_all_are(Session& session)
{
    if (all_.empty()) return;
    const auto recording = begin(session, {.path = all_}, {.own_name = true});
    if (!recording) log_warning("session {} is not recorded: {}", session.id(), recording.error().message());
}

std::vector<RecordingInfo> SessionRecordings::list(const Session* one) const
{
    std::vector<RecordingInfo> out;
    for (const auto& [id, session] : sessions_) {
        if (one != nullptr && session.get() != one) continue;
        if (auto info = session->recording().info()) out.push_back(std::move(*info));
    }
    return out;
}

/// Null if the session was removed, or has another recording by now.
Recording* SessionRecordings::recording_of(RecorderId recorder)
{
    const auto found = recorders_.find(recorder);
    if (found == recorders_.end()) return nullptr;
    Session* const session = handlers_.find(found->second);
    Recording* const recording = session != nullptr ? session->recording().latest() : nullptr;
    return recording != nullptr && recording->recorder() == recorder ? recording : nullptr;
}

void SessionRecordings::recorder_started(RecorderId recorder, Result<UniqueFd> socket)
{
    if (Recording* const recording = recording_of(recorder)) recording->recorder_started(std::move(socket));
    else keeper_.end_recorder(recorder);
}

void SessionRecordings::recorder_exited(RecorderId recorder, int status)
{
    if (Recording* const recording = recording_of(recorder)) recording->recorder_exited(status);
    recorders_.erase(recorder);
    handlers_.on_exited();
}

} // namespace cleat
