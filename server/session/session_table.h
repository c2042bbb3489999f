#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/event/restorer.h"
#include "common/wire/messages.h"
#include "server/accounts/account_lookup.h"
#include "server/keeper/link.h"
#include "server/program/process_looks.h"
#include "server/session/new_session.h"
#include "server/session/session.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
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
                 std::string record_all = {})
        : loop_(loop),
          keeper_(keeper),
          processes_(loop),
          accounts_(loop),
          runtime_directory_(std::move(runtime_directory)),
          readback_(readback),
          record_all_(std::move(record_all)),
          links_(loop, {.name = "the links of sessions",
                        .is_whole = [this] { return are_links_whole(); },
                        .restore = [this] { return restore_all_links(); },
                        .watch = [this](DirectoryWatch& watch) { watch_links(watch); }}),
          destroy_retired_(loop, [this] { sweep(); })
    {}

    /// `on_changed` is called when what is listed of a session may be another, or with whom it is shared; or when it is
    /// no more.
    void on_changed(std::function<void(SessionId)> on_changed) { on_changed_ = std::move(on_changed); }

    using OnMade = std::function<void(tl::expected<Session*, NotMade>)>;
    /// Makes a session; `done` is called, perhaps at once, when its program runs or does not.
    void make(const New& request, OnMade done);

    /// A session that another worker had. `invalid` where its memory is not a session's, `exists` where it is here.
    Result<Session*> resume(Spawned program);

    /// The first session of this name is the main one: the keeper is told before its program is started, and `made` is
    /// called when it runs.
    void expect_main(std::string name, std::function<void(Session&)> made);

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
    using OnRecorded = std::function<void(const Result<void>&)>;
    /// Records a session; `done` is called when the file is there, or will not be.
    void record(Session& session, const RecordingWish& wish, OnRecorded done);
    /// The latest recordings of all sessions, or of `one`; by sessions, oldest first.
    [[nodiscard]] std::vector<RecordingInfo> recordings(const Session* one) const;

    /// Oldest first; for a guest those that are shared with it.
    [[nodiscard]] std::vector<SessionInfo> list(const Guest* guest = nullptr) const;
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }

    // What is shared with other users.
    [[nodiscard]] bool is_any_shared_with(const Guest& guest) const;
    [[nodiscard]] bool is_any_shared() const;
    /// Of all sessions, or of `one`; by sessions, oldest first.
    [[nodiscard]] std::vector<ShareInfo> shares(const Session* one) const;
    [[nodiscard]] std::optional<BootClock::time_point> next_end_of_share() const;
    /// Forgets the shares whose time is over.
    void expire_shares();

    /// A session may have links now that it did not have.
    void watch_links_of(const Session& session);
    /// The runtime directory, where new sessions have their links.
    void serve_in(std::string directory) { runtime_directory_ = std::move(directory); }
    /// Makes those links of sessions again that are missing.
    void restore_links() { links_.hurry(); }

    // What the keeper says.
    void spawned(SessionId id, Spawned program);
    void released(SessionId id);
    void spawn_failed(SessionId id, const SpawnError& why);
    void exited(SessionId id, int status);
    void recorder_came(RecorderId recorder, Result<UniqueFd> socket);
    void recorder_exited(RecorderId recorder, int status);

 private:
    struct Making {
        std::string name;
        std::string directory;           ///< for messages
        std::string program;             ///< the same
        SessionFacts facts;              ///< until the session has them
        std::unique_ptr<Pointers> links; ///< to what the followed variables name, until the session has its own
        OnMade done;
        std::optional<RecordingWish> record;
        std::unique_ptr<Session> session; ///< once its program waits for the recording: nobody else sees it yet
    };

    Result<Recording*> begin_recording(Session& session, const RecordingWish& wish, Recording::Plan plan);
    void record_before_start(SessionId id);
    void record_as_all_are(Session& session);
    void add(SessionId id, Making making);
    [[nodiscard]] Session::Handlers handlers_of(SessionId id);
    void changed(SessionId id);
    /// Of this one, or of one that is being made.
    [[nodiscard]] Session* any(SessionId id);
    [[nodiscard]] Result<void> check_name(const std::string& name) const;
    [[nodiscard]] Recording* recording_of(RecorderId recorder);

    void make_as(std::optional<UserAccount> user, const New& request, const OnMade& done);
    void fail_to_make(SessionId id, NotMade why);
    [[nodiscard]] std::string free_name() const;
    [[nodiscard]] bool is_being_made(const std::string& name) const;
    [[nodiscard]] Session* by_name(const std::string& name) const;
    void retire(SessionId id);
    void sweep();
    [[nodiscard]] bool are_links_whole() const;
    Result<void> restore_all_links();
    void watch_links(DirectoryWatch& watch) const;

    Loop& loop_;
    KeeperLink& keeper_;
    ProcessLooks processes_;
    AccountLookup accounts_;
    std::string runtime_directory_;
    Readback readback_;
    std::string record_all_;
    std::map<RecorderId, SessionId> recorders_;
    RecorderId next_recorder_ = 1;
    std::map<SessionId, std::unique_ptr<Session>> sessions_;
    /// Destroyed when the callbacks that are running have returned, and all of their recording is written.
    std::vector<std::unique_ptr<Session>> retired_;
    std::map<SessionId, Making> making_;
    Restorer links_; ///< that followed variables have
    SessionId next_id_ = 1;
    std::string main_name_;
    SessionId main_ = 0;
    std::function<void(Session&)> on_main_;
    std::function<void(SessionId)> on_changed_;
    DeferredTask destroy_retired_;
};

} // namespace cleat
