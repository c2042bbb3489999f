#pragma once

#include "common/event/loop.h"
#include "common/wire/messages.h"
#include "server/accounts/account_lookup.h"
#include "server/keeper/link.h"
#include "server/program/process_scans.h"
#include "server/session/new_session.h"
#include "server/session/pointers.h"
#include "server/session/session.h"
#include "server/session/session_recordings.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace cleat {

/// Creates sessions. A session that is being created is not listed. If it is to be recorded from the start, its program
/// waits before exec until the recording has started.
class SessionMaker {
 public:
    using OnMade = std::function<void(tl::expected<Session*, CreateError>)>;
    struct Handlers {
        /// The name for a new session that requests `wanted`, or a free name if that is empty.
        std::function<Result<std::string>(const std::string& wanted)> name;
        /// The handlers for a new session.
        std::function<Session::Handlers(SessionId)> handlers_of;
        /// The session was created: takes ownership.
        std::function<Session&(std::unique_ptr<Session>)> add;
        /// The session could not be created: destroys it later, when its recording is written.
        std::function<void(std::unique_ptr<Session>)> drop;
    };

    /// `readback` applies to the programs of all sessions. All references are borrowed for this object's life.
    SessionMaker(Loop& loop, KeeperLink& keeper, ProcessScans& processes, SessionRecordings& recordings,
                 std::string runtime_directory, Readback readback, Handlers handlers);

    /// Creates a session; calls `done`, perhaps at once, when its program runs or could not be started.
    void make(const New& request, OnMade done);
    /// Makes the first session of this name the main one: the keeper is notified before its program is started, and
    /// `made` is called when it runs.
    void expect_main(std::string name, std::function<void(Session&)> made);
    /// Sets the runtime directory, which contains the links of new sessions.
    void serve_in(std::string directory) { runtime_directory_ = std::move(directory); }
    /// Another worker created a session with this id.
    void resumed(SessionId id) { next_id_ = std::max(next_id_, id + 1); }

    /// Sessions being created: their number, whether one has that name, and the session with that id if its object
    /// exists already.
    [[nodiscard]] std::size_t size() const { return making_.size(); }
    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] Session* find(SessionId id) const;

    // Events from the keeper.
    void spawned(SessionId id, Spawned program);
    void released(SessionId id);
    void spawn_failed(SessionId id, const SpawnError& why);

 private:
    struct Making {
        std::string directory;           ///< for messages
        std::string program;             ///< for messages
        SessionFacts facts;              ///< until the session has them
        std::unique_ptr<Pointers> links; ///< for followed variables, until the session takes them over
        OnMade done;
        std::optional<RecordingOptions> record;
        std::unique_ptr<Session> session; ///< while its program waits for the recording; not visible elsewhere
    };

    void make_as(std::optional<UserAccount> user, const New& request, const OnMade& done);
    void record_before_start(SessionId id);
    void complete(SessionId id);
    void fail(SessionId id, CreateError why);

    Loop& loop_;
    KeeperLink& keeper_;
    ProcessScans& processes_;
    SessionRecordings& recordings_;
    std::string runtime_directory_;
    Readback readback_;
    Handlers handlers_;
    AccountLookup accounts_;
    std::map<SessionId, Making> making_;
    SessionId next_id_ = 1;
    std::string main_name_;
    SessionId main_ = 0;
    std::function<void(Session&)> on_main_;
};

} // namespace cleat
