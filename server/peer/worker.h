#pragma once

#include "common/base/runtime_directories.h"
#include "common/event/boot_timer.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "server/keeper/link.h"
#include "server/peer/acceptor.h"
#include "server/peer/guest_budget.h"
#include "server/peer/guest_door.h"
#include "server/peer/log_allowance.h"
#include "server/peer/peer.h"
#include "server/peer/sessions_feed.h"
#include "server/session/main_session.h"
#include "server/session/session_table.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The worker process on its loop: the sessions and the peers. It listens on the socket, starts programs through the
/// keeper, and stops the loop when the keeper closes the link.
class Worker : private PeerHost {
 public:
    /// `loop` is borrowed for this object's life. `link` is the socket to the keeper, which serves at `runtime`;
    /// `readback` applies to the programs of all sessions; `main` describes the session whose end stops the server;
    /// `record_all` is a path for recordings of all sessions (`SessionTable`).
    Worker(Loop& loop, UniqueFd link, RuntimeDirectory runtime, Readback readback = Readback::refused,
           MainOptions main = {}, std::string record_all = {});
    ~Worker() override;

 private:
    // PeerHost
    SessionTable& sessions() override { return sessions_; }
    SessionsFeed& sessions_feed() override { return feed_; }
    [[nodiscard]] ServerStatus status() const override;
    void stop() override;
    void retire(Peer& peer) override;
    void open_to_guests(GuestDoor::OnOpen on_open) override { door_.open(std::move(on_open)); }
    void shares_changed() override;
    [[nodiscard]] GuestBudget& guest_budget() override { return budget_; }
    [[nodiscard]] Turns& guest_turns() override { return guest_turns_; }
    void rest(uid_t user) override;
    [[nodiscard]] std::size_t pending_for(uid_t user) const override;
    [[nodiscard]] std::size_t waits_of(uid_t user) const override;
    void log_peer(uid_t user, const std::string& line) override;

    void resume(SessionId session, Spawned program);
    void listen(UniqueFd listener, const RuntimeDirectory& place);
    void admit(UniqueFd socket);
    void on_guest(UniqueFd socket);
    void admit_guest(UniqueFd socket, const PeerCredentials& who);
    void end_rests();
    void shares_over();
    void log_left_out();
    void log_left_out_later();

    /// Accepting and refusing other users' connections can take 1/(2 * `DOOR_SHARE`) of the time (a `GuestBudget` with
    /// one user), even if no session is shared with those users.
    static constexpr int DOOR_SHARE = 16;
    /// Work for guests is done in pieces, with pauses this many times as long between them: a key of the owner and its
    /// echo are delayed by at most one piece.
    static constexpr int GUESTS_REST = 7;

    Loop& loop_;
    RuntimeDirectory runtime_;
    Turns guest_turns_;
    KeeperLink keeper_;
    GuestDoor door_;
    SessionTable sessions_;
    SessionsFeed feed_;
    MainSession main_;
    BootTimer shares_over_; ///< expires with the next share
    std::optional<Acceptor> acceptor_;
    GuestBudget budget_;
    GuestBudget admission_budget_;      ///< for accepting or refusing guests: an account for each user
    GuestBudget door_time_{DOOR_SHARE}; ///< for accepting or refusing guests: one account for all of them
    Timer rests_;
    LogAllowance allowance_;
    Timer left_out_; ///< expires when the log has room to report suppressed lines
    std::map<Peer*, std::shared_ptr<Peer>> peers_;
    std::vector<std::shared_ptr<Peer>> retired_; ///< destroyed when the running callbacks have returned
    DeferredTask destroy_retired_;
    std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
};

} // namespace cleat
