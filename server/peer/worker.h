#pragma once

#include "common/base/runtime_places.h"
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

/// What the process that does the work has on its loop: the sessions and the peers. It listens on the socket and starts
/// programs through the keeper, and stops the loop when the keeper is gone or wants it to go.
class Worker : private PeerHost {
 public:
    /// `loop` is borrowed for this object's life. `link` is the socket to the keeper, who serves at `runtime`;
    /// `readback` is what the sessions' programs may do; `main` is the session whose end is the server's; `record_all`
    /// is where all sessions are recorded
    /// (`SessionTable`).
    Worker(Loop& loop, UniqueFd link, RuntimePlace runtime, Readback readback = Readback::refused,
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
    void listen(UniqueFd listener, const RuntimePlace& place);
    void admit(UniqueFd socket);
    void on_guest(UniqueFd socket);
    void admit_guest(UniqueFd socket, const PeerCredentials& who);
    void end_rests();
    void shares_over();
    void tell_left_out();
    void tell_left_out_later();

    /// Of the time those who come may take one part in so many, also where there is nothing for them.
    static constexpr int DOOR_SHARE = 16;
    /// What guests ask for is done in pieces, with so many times as long between them: a key of the owner's and its
    /// echo meet one.
    static constexpr int GUESTS_REST = 7;

    Loop& loop_;
    RuntimePlace runtime_;
    Turns guest_turns_;
    KeeperLink keeper_;
    GuestDoor door_;
    SessionTable sessions_;
    SessionsFeed feed_;
    MainSession main_;
    BootTimer shares_over_; ///< when the next share is
    std::optional<Acceptor> acceptor_;
    GuestBudget budget_;
    GuestBudget arrivals_;              ///< what it costs to let guests in or turn them away
    GuestBudget door_time_{DOOR_SHARE}; ///< the same of all of them together
    Timer rests_;
    LogAllowance allowance_;
    Timer left_out_; ///< when there is room in the log to say what was left out
    std::map<Peer*, std::shared_ptr<Peer>> peers_;
    std::vector<std::shared_ptr<Peer>> retired_; ///< destroyed when the callbacks that are running have returned
    DeferredTask destroy_retired_;
    std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
};

} // namespace cleat
