#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/event/restorer.h"
#include "common/wire/messages.h"
#include "server/keeper/link.h"
#include "server/program/process_looks.h"
#include "server/session/session.h"
#include "server/session/session_maker.h"
#include "server/session/session_recordings.h"
#include "server/session/session_shares.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cleat {

/// All sessions of a server, by name. Names are unique among those whose program runs; one that has ended and that
/// nobody watches gives its name up to a new one.
class SessionTable {
 public:
    /// `readback` is what the programs of all its sessions may do; `record_all` is a path for recordings of all of them
    /// (`RecordingWish::path`), or empty.
    SessionTable(Loop& loop, KeeperLink& keeper, std::string runtime_directory, Readback readback = Readback::refused,
                 std::string record_all = {});

    /// How sessions come to be here, are recorded, and are shared with other users.
    [[nodiscard]] SessionMaker& maker() { return maker_; }
    [[nodiscard]] SessionRecordings& recordings() { return recordings_; }
    [[nodiscard]] SessionShares& shares() { return shares_; }

    /// `on_changed` is called when what is listed of a session may be another, or with whom it is shared; or when it is
    /// no more.
    void on_changed(std::function<void(SessionId)> on_changed) { on_changed_ = std::move(on_changed); }

    /// A session that another worker had. `invalid` where its memory is not a session's, `exists` where it is here.
    Result<Session*> resume(Spawned program);

    /// The session of that name, or of that id for `#ID`; for an empty name the one used last, running ones first. For
    /// a guest there are only those that are shared with it.
    Result<Session*> find(const std::string& name, const Guest* guest = nullptr);
    Session* find(SessionId id);
    /// Null where this server has none of that token.
    [[nodiscard]] const Session* with_token(const std::string& token) const;
    /// The sessions that a process is in: of those programs that it comes from. It need not say so itself.
    [[nodiscard]] std::vector<const Session*> around(pid_t process) const;
    /// Where something is shown in the end that these show: see `shown_in_the_end`.
    [[nodiscard]] SessionTokens shown_in_the_end(const SessionTokens& nearest) const;
    /// An ended session need not linger.
    Result<void> forget(const Session& session);
    Result<void> rename(Session& session, const std::string& name);

    /// Oldest first; for a guest those that are shared with it.
    [[nodiscard]] std::vector<SessionInfo> list(const Guest* guest = nullptr) const;
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }

    /// A session may have links now that it did not have.
    void watch_links_of(const Session& session);
    /// Makes those links of sessions again that are missing.
    void restore_links() { links_.hurry(); }

    /// The keeper says that a session's program has ended, with waitpid's `status`.
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
    ProcessLooks processes_;
    SessionMap sessions_;
    SessionShares shares_;
    SessionRecordings recordings_;
    /// Destroyed when the callbacks that are running have returned, and all of their recording is written.
    std::vector<std::unique_ptr<Session>> retired_;
    SessionMaker maker_;
    Restorer links_; ///< that followed variables have
    std::function<void(SessionId)> on_changed_;
    DeferredTask destroy_retired_;
};

} // namespace cleat
