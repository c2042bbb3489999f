#pragma once

#include "common/net/connection.h"
#include "common/socket/socket.h"
#include "common/wire/messages.h"
#include "server/peer/peer_host.h"
#include "server/peer/pending_waits.h"
#include "server/peer/viewings.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// One connected client: its connection, its greeting and what it may do. What it asks is answered by handlers.h, what
/// it is shown comes through its viewings, one for each channel. Whatever it sends costs nobody but itself.
class Peer : private WaitPayer, public std::enable_shared_from_this<Peer> {
 public:
    /// `guest` for another user, who came by the socket for those.
    Peer(Loop& loop, PeerHost& host, UniqueFd socket, PeerCredentials who, std::optional<Guest> guest = {});
    ~Peer() override;

    // Who it is.
    [[nodiscard]] bool has_said_hello() const { return greeted_.has_value(); }
    [[nodiscard]] bool is_guest() const { return guest_.has_value(); }
    /// Null unless it is one.
    [[nodiscard]] const Guest* guest() const { return guest_ ? &*guest_ : nullptr; }
    [[nodiscard]] uid_t user() const { return who_.user; }
    [[nodiscard]] const PeerCredentials& process() const { return who_; }
    /// TERM, as it said in its greeting.
    [[nodiscard]] const std::string& terminal() const { return greeted_->terminal; }
    /// The most that it may be, and how that becomes less: a connection on which a client attached as an observer is an
    /// observer's from then on.
    [[nodiscard]] Role most() const { return greeted_->most; }
    void narrow(Role most) { greeted_->most = most; }

    [[nodiscard]] PeerHost& host() const { return host_; }
    [[nodiscard]] PendingWaits& waits() { return waits_; }
    [[nodiscard]] const PendingWaits& waits() const { return waits_; }
    /// Whom a wait is charged to; null where nobody pays.
    [[nodiscard]] WaitPayer* wait_payer() { return guest_ ? this : nullptr; }

    [[nodiscard]] Viewings& viewings() { return viewings_; }
    [[nodiscard]] const Viewings& viewings() const { return viewings_; }

    // What it is sent.
    /// Without a word more from it, and nothing more to it, where it does not read.
    void send(const ServerMessage& message, std::uint64_t serial, ChannelId channel);
    void fail(const Error& error, std::uint64_t serial, ChannelId channel);
    void send_frame(std::shared_ptr<const std::string> frame) { connection_.send(std::move(frame)); }
    [[nodiscard]] bool is_open() const { return connection_.is_open(); }
    /// Nothing waits to be sent.
    [[nodiscard]] bool is_ready() const { return connection_.is_open() && connection_.pending() == 0; }
    /// Bytes that are queued for it.
    [[nodiscard]] std::size_t pending() const { return connection_.pending(); }
    /// So many are that it gets no answers any more.
    [[nodiscard]] bool is_overfull() const;

    // When it is read.
    /// It is not while the program of a session takes no more of its input, nor a guest that has an answer to take, or
    /// whose user has to rest.
    void update_reading();
    /// A guest whose user has to rest, which costs nobody anything meanwhile.
    [[nodiscard]] bool has_to_rest() const;
    /// Of a guest: what is done for it costs its user.
    void charge(Clock::duration cost);
    /// What is being served costs nothing.
    void exempt() { is_exempt_ = true; }
    /// Of a guest: takes from it what is not shared with it any more, and closes its connection where nothing is.
    void drop_unshared();

 private:
    // WaitPayer
    [[nodiscard]] std::optional<Clock::time_point> rests_until() const override;
    void pay(Clock::duration cost) override { charge(cost); }
    [[nodiscard]] Turns& turns() override { return host_.guest_turns(); }

    void on_frame(std::string_view body);
    void serve(std::string_view body);
    void greet(const Hello& m, const PeerReply& reply);
    void refuse(const ClientMessage& message, const Error& why, const Request& request);
    void on_drained();
    void check_silence();
    void give_up();
    void turn_away(const Error& why, std::uint64_t serial = 0);
    void leave();
    [[nodiscard]] std::string described() const;

    /// What it said, and was granted.
    struct Greeted {
        Role most = Role::observer;
        std::string terminal;
        std::chrono::milliseconds silence{0}; ///< it is gone when nothing comes for so long; 0: never
    };
    enum class Phase : std::uint8_t {
        open,
        turned_away, ///< what it sends is read and dropped
        retired      ///< to be destroyed
    };

    Loop& loop_;
    PeerHost& host_;
    PeerCredentials who_;
    std::optional<Guest> guest_;
    Connection connection_;
    Timer hello_timer_;
    Timer silence_timer_;
    std::optional<Greeted> greeted_;
    Viewings viewings_;
    PendingWaits waits_;
    bool is_exempt_ = false;
    Phase phase_ = Phase::open;
};

} // namespace cleat
