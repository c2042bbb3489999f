#pragma once

#include "server/keeper/link.h"
#include "server/recording/recording.h"
#include "server/session/session.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cleat {

/// Starts recordings of sessions, and maps recorders to sessions.
class SessionRecordings {
 public:
    struct Handlers {
        /// Returns the session, also one that is still being created, or was removed but is still being recorded; null
        /// if there is none.
        std::function<Session*(SessionId)> find;
        /// A recorder process has ended.
        std::function<void()> on_exited;
    };
    using OnRecorded = std::function<void(const Result<void>&)>;

    /// `all` is a path for recordings of all sessions (`RecordingOptions::path`), or empty. `sessions` are the listed
    /// sessions. `keeper` and `sessions` are borrowed for this object's life.
    SessionRecordings(KeeperLink& keeper, const SessionMap& sessions, std::string all, Handlers handlers)
        : keeper_(keeper), sessions_(sessions), all_(std::move(all)), handlers_(std::move(handlers))
    {}

    /// Records a session; calls `done` when the file exists, or cannot be created.
    void record(Session& session, const RecordingOptions& wish, OnRecorded done);
    /// Does what `record` does, for a session whose program waits before exec until the keeper releases it.
    void record_before_start(Session& session, const RecordingOptions& wish, OnRecorded done);
    /// Records the session if all sessions are recorded.
    void record_as_all_are(Session& session);
    /// The latest recordings of all sessions, or of `one`; ordered by session, oldest first.
    [[nodiscard]] std::vector<RecordingInfo> list(const Session* one) const;
    /// Another worker started a recording with this recorder id.
    void resumed(RecorderId recorder) { next_ = std::max(next_, recorder + 1); }

    // Events from the keeper.
    void recorder_started(RecorderId recorder, Result<UniqueFd> socket);
    void recorder_exited(RecorderId recorder, int status);

 private:
    Result<Recording*> begin(Session& session, const RecordingOptions& wish, Recording::Plan plan);
    [[nodiscard]] Recording* recording_of(RecorderId recorder);

    KeeperLink& keeper_;
    const SessionMap& sessions_;
    std::string all_;
    Handlers handlers_;
    std::map<RecorderId, SessionId> recorders_;
    RecorderId next_ = 1;
};

} // namespace cleat
