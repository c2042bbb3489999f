#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/event/restorer.h"
#include "common/wire/messages.h"
#include "server/keeper/link.h"
#include "server/program/process_scans.h"
#include "server/session/session.h"
#include "server/session/session_maker.h"
#include "server/session/session_recordings.h"
#include "server/session/session_shares.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cleat {

/// All sessions of a server, by name. Names are unique among sessions whose program runs; a new session can take the
/// name of one that has ended and has no members.
class SessionTable {
 public:
    /// `readback` applies to the programs of all sessions; `record_all` is a path for recordings of all of them
    /// (`RecordingOptions::path`), or empty.
    SessionTable(Loop& loop, KeeperLink& keeper, std::string runtime_directory, Readback readback = Readback::refused,
                 std::string record_all = {});

    /// Creation, recording, and sharing of sessions.
    [[nodiscard]] SessionMaker& maker() { return maker_; }
    [[nodiscard]] SessionRecordings& recordings() { return recordings_; }
    [[nodiscard]] SessionShares& shares() { return shares_; }

    /// Calls `on_changed` when a session's list entry or its shares may have changed, or when it is removed.
    void on_changed(std::function<void(SessionId)> on_changed) { on_changed_ = std::move(on_changed); }

    /// Restores a session of another worker. `invalid` if its memory is not that of a session, `exists` if this table
    /// has it already.
    Result<Session*> resume(Spawned program);

    /// The session of that name, or with that id for `#ID`; for an empty name the session that was used last, among
    /// those that run if there are any. A guest finds only sessions that are shared with it.
    Result<Session*> find(const std::string& name, const Guest* guest = nullptr);
    Session* find(SessionId id);
    /// Null if this server has no session with that token.
    [[nodiscard]] const Session* with_token(const std::string& token) const;
    /// The sessions that a process runs in: those whose program is one of its ancestors. Read from /proc, so it does
    /// not depend on what a client claims.
    [[nodiscard]] std::vector<const Session*> around(pid_t process) const;
    /// The sessions `nearest`, and all sessions in which they are shown, directly or through other sessions.
    [[nodiscard]] SessionTokens shown_in_the_end(const SessionTokens& nearest) const;
    /// Removes an ended session before its linger time is over.
    Result<void> forget(const Session& session);
    Result<void> rename(Session& session, const std::string& name);

    /// Oldest first; for a guest only those that are shared with it.
    [[nodiscard]] std::vector<SessionInfo> list(const Guest* guest = nullptr) const;
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }

    /// Watches the directory of the session's links, if it has any. Call it when that directory may have been created.
    void watch_links_of(const Session& session);
    /// Creates missing links of sessions again.
    void restore_links() { links_.hurry(); }

    /// The keeper reports that a session's program has ended, with waitpid's `status`.
    void exited(SessionId id, int status);

 private:
    [[nodiscard]] Session::Handlers handlers_of(SessionId id);
    void changed(SessionId id);
    [[nodiscard]] Session* any(SessionId id);
    [[nodiscard]] Session* by_name(const std::string& name) const;
    [[nodiscard]] Result<void> check_name(const std::string& name) const;
    [[nodiscard]] Result<std::string> name_for_new(const std::string& wanted) const;
    [[nodiscard]] std::string free_name() const;
    Session& add(std::unique_ptr<Session> session);
    Session& take_in(std::unique_ptr<Session> session);
    void drop(std::unique_ptr<Session> session);
    void retire(SessionId id);
    void sweep();
    [[nodiscard]] bool are_links_whole() const;
    Result<void> restore_all_links();
    void watch_links(DirectoryWatch& watch) const;

    Loop& loop_;
    KeeperLink& keeper_;
    ProcessScans processes_;
    SessionMap sessions_;
    SessionShares shares_;
    SessionRecordings recordings_;
    /// Removed sessions: each is destroyed when the running callbacks have returned and its recording is written.
    std::vector<std::unique_ptr<Session>> retired_;
    SessionMaker maker_;
    Restorer links_; ///< of the links for followed variables
    std::function<void(SessionId)> on_changed_;
    DeferredTask destroy_retired_;
};

} // namespace cleat
