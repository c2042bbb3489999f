#pragma once

#include "common/event/turns.h"
#include "common/net/connection.h"
#include "common/socket/socket.h"
#include "common/wire/messages.h"
#include "server/peer/guest_budget.h"
#include "server/peer/guest_door.h"
#include "server/session/session_table.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace cleat {

class Peer;

/// What a peer needs of the server that it is connected to.
class PeerHost {
 public:
    virtual ~PeerHost() = default;
    [[nodiscard]] virtual SessionTable& sessions() = 0;
    [[nodiscard]] virtual ServerStatus status() const = 0;
    /// Ends the server.
    virtual void stop() = 0;
    /// The peer is done with; it is destroyed when the callbacks that are running have returned.
    virtual void retire(Peer& peer) = 0;
    /// Other users of the machine can connect when `on_open` is called; `shares_changed` is to follow.
    virtual void open_to_guests(GuestDoor::OnOpen on_open) = 0;
    /// A session is shared with others than before.
    virtual void shares_changed() = 0;
    /// What guests cost, and which of them rest. Who charges a user sees to it that its connections rest.
    [[nodiscard]] virtual GuestBudget& guest_budget() = 0;
    /// When something is done for guests.
    [[nodiscard]] virtual Turns& guest_turns() = 0;
    /// A guest's user has to rest, until the budget says otherwise: its connections are not read.
    virtual void rest(uid_t user) = 0;
    /// Writes a line about a peer of that user to the log, unless there were too many.
    virtual void log_peer(uid_t user, const std::string& line) = 0;
    /// How many waits guests of that user have under way.
    [[nodiscard]] virtual std::size_t waits_of(uid_t user) const = 0;
    /// Bytes that are queued for all connections of a guest's user.
    [[nodiscard]] virtual std::size_t pending_for(uid_t user) const = 0;
};

/// One connected client: its handshake, what it may do, what it asks, and what it is shown. Whatever it sends costs
/// nobody but itself.
class Peer : public ViewerSink, private WaitPayer, public std::enable_shared_from_this<Peer> {
 public:
    /// `guest` for another user, who came by the socket for those.
    Peer(Loop& loop, PeerHost& host, UniqueFd socket, PeerCredentials who, std::optional<Guest> guest = {});
    ~Peer() override;

    [[nodiscard]] bool has_said_hello() const { return role_.has_value(); }
    [[nodiscard]] bool is_guest() const { return guest_.has_value(); }
    [[nodiscard]] uid_t user() const { return who_.user; }
    /// Of a guest: takes from it what is not shared with it any more, and lets it go where nothing is.
    void drop_unshared();
    /// Of a guest: it is not read, or is read again, as the budget of its user wants it.
    void heed_budget();
    [[nodiscard]] std::size_t waits() const { return waits_.size(); }
    /// Bytes that are queued for it.
    [[nodiscard]] std::size_t pending() const { return connection_.pending(); }

    // ViewerSink
    [[nodiscard]] bool is_ready() const override;
    void show(std::shared_ptr<const std::string> frame) override;
    void happened(const Happened& what) override;
    void ended(const ExitStatus& how) override;
    void detached(const std::string& reason) override;
    void role_changed(Role role, ViewerId holder) override;
    void control_asked(ViewerId by) override;
    void recording_changed(const RecordingChanged& news) override;
    void guest_news(const GuestNews& news) override;
    void input_closed() override;
    void input_drained() override;
    void input_taken(std::uint64_t bytes) override;

 private:
    using Serial = std::uint64_t;

    // WaitPayer
    [[nodiscard]] std::optional<Clock::time_point> rests_until() const override;
    void pay(Clock::duration cost) override { charge(cost); }
    [[nodiscard]] Turns& turns() override { return host_.guest_turns(); }

    void on_frame(std::string_view body);
    void serve(std::string_view body);
    void charge(Clock::duration cost);
    void on_drained();
    void listen_for_silence();
    void tell_news();
    void tell_input_closed();
    void on_closed();
    void give_up();
    [[nodiscard]] std::string process() const;
    void turn_away(const Error& why, Serial serial = 0);
    void fail(const Error& error, Serial serial, int exit_status = 0);
    void answer(const ServerMessage& message, Serial serial);
    void answer(const Result<void>& result, Serial serial);
    void answer_recording(const Result<void>& result, SessionId id, Serial serial);
    /// The session of that name, or nothing, and then the peer was told.
    Session* find(const std::string& name, Serial serial);
    Session* watched();
    void leave();
    [[nodiscard]] const Guest* guest() const { return guest_ ? &*guest_ : nullptr; }
    void heed_input(const Session& session);
    void refuse(const ClientMessage& message, const Error& why, Serial serial);
    void go_on_reading();
    void made(const tl::expected<Session*, NotMade>& made, bool follow, Serial serial);
    void follow(Session& session, const Follow& wish, Serial serial);
    [[nodiscard]] Arrival arrival(Role most, Claim claim) const;
    /// The sessions that show what the peer is shown: those that it is in, and those that show these on other servers.
    struct Surroundings {
        SessionTokens nearest;
        SessionTokens farther;
    };
    [[nodiscard]] Result<Surroundings> surroundings(const Attach& m) const;
    [[nodiscard]] Result<Surroundings> surroundings(const Follow& m) const;
    [[nodiscard]] Surroundings told(const std::vector<std::string>& shown_in) const;
    [[nodiscard]] Result<SessionTokens> check_shows_not_itself(const Session& session, Surroundings around) const;
    [[nodiscard]] Result<void> check_may(const ClientMessage& message);
    [[nodiscard]] bool may(Permission permission);

    // One for each message.
    void handle(const Hello& m, Serial serial);
    void handle(const New& m, Serial serial);
    void handle(const Attach& m, Serial serial);
    void handle(const Detach& m, Serial serial);
    void handle(const DetachAll& m, Serial serial);
    void handle(const Input& m, Serial serial);
    void handle(const Resize& m, Serial serial);
    void handle(const Acknowledge& m, Serial serial);
    void handle(const List& m, Serial serial);
    void handle(const Rename& m, Serial serial);
    void handle(const Kill& m, Serial serial);
    void handle(const SetSize& m, Serial serial);
    void handle(const TakeSnapshot& m, Serial serial);
    void handle(const Send& m, Serial serial);
    void handle(const Wait& m, Serial serial);
    void handle(const AskStatus& m, Serial serial);
    void handle(const Stop& m, Serial serial);
    void handle(const Profile& m, Serial serial);
    void handle(const Paste& m, Serial serial);
    void handle(const Focus& m, Serial serial);
    void handle(const Mouse& m, Serial serial);
    void handle(const Clipboard& m, Serial serial);
    void handle(const TakeControl& m, Serial serial);
    void handle(const AskControl& m, Serial serial);
    void handle(const GrantControl& m, Serial serial);
    void handle(const ListClients& m, Serial serial);
    void handle(const Share& m, Serial serial);
    void handle(const Unshare& m, Serial serial);
    void handle(const ListShares& m, Serial serial);
    void handle(const Ping& m, Serial serial);
    void handle(const Follow& m, Serial serial);
    void handle(const CloseInput& m, Serial serial);
    void handle(const Signal& m, Serial serial);
    void handle(const Forget& m, Serial serial);
    void handle(const AskEnvironment& m, Serial serial);
    void handle(const AskShownIn& m, Serial serial);
    void handle(const StartRecording& m, Serial serial);
    void handle(const StopRecording& m, Serial serial);
    void handle(const MarkRecording& m, Serial serial);
    void handle(const ListRecordings& m, Serial serial);
    void handle(const TakePast& m, Serial serial);
    void handle(const Unknown& m, Serial serial);

    Loop& loop_;
    PeerHost& host_;
    PeerCredentials who_;
    std::optional<Guest> guest_;
    Connection connection_;
    Timer hello_timer_;
    std::chrono::milliseconds silence_{0}; ///< it is gone when nothing comes for so long; 0: never
    Timer silence_timer_;
    std::optional<Role> role_; ///< the most that it may be; none before Hello
    std::string terminal_;     ///< as Hello said
    std::optional<SessionId> session_;
    ViewerId viewer_ = 0;
    struct PendingWait {
        SessionId session = 0;
        Waiters::Id wait = 0;
        Serial serial = 0;
        auto operator<=>(const PendingWait&) const = default;
    };
    std::set<PendingWait> waits_;
    bool is_untold_input_closed_ = false;              ///< likewise
    std::optional<Happened> untold_warning_;           ///< the newest, likewise
    std::optional<RoleChanged> untold_role_;           ///< the newest, while the peer does not read
    std::optional<RecordingChanged> untold_recording_; ///< the same
    std::map<std::int64_t, GuestNews> untold_guests_;  ///< the same, of each user
    bool is_exempt_ = false;                           ///< what is being served costs its user nothing
    bool is_first_step_due_ = false;                   ///< that of an attachment, which tells a whole screen
    bool turned_away_ = false;
    bool is_retired_ = false;
};

} // namespace cleat
