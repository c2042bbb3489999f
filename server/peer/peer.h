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

/// One connected client: its connection, its greeting and its permissions. handlers.h handles its messages; its
/// viewings, one for each channel, show it sessions. Nothing that it sends harms another peer.
class Peer : private WaitPayer, public std::enable_shared_from_this<Peer> {
 public:
    /// `guest` is set for another user, who connected through the guests' socket.
    Peer(Loop& loop, PeerHost& host, UniqueFd socket, PeerCredentials who, std::optional<Guest> guest = {});
    ~Peer() override;

    // Identity.
    [[nodiscard]] bool has_said_hello() const { return greeted_.has_value(); }
    [[nodiscard]] bool is_guest() const { return guest_.has_value(); }
    /// Null unless the peer is a guest.
    [[nodiscard]] const Guest* guest() const { return guest_ ? &*guest_ : nullptr; }
    [[nodiscard]] uid_t user() const { return who_.user; }
    [[nodiscard]] const PeerCredentials& process() const { return who_; }
    /// TERM, from its greeting.
    [[nodiscard]] const std::string& terminal() const { return greeted_->terminal; }
    /// The most privileged role that it can have. `narrow` reduces it: once a client has attached as an observer on
    /// this connection, every client on it is an observer.
    [[nodiscard]] Role most() const { return greeted_->most; }
    void narrow(Role most) { greeted_->most = most; }

    [[nodiscard]] PeerHost& host() const { return host_; }
    [[nodiscard]] PendingWaits& waits() { return waits_; }
    [[nodiscard]] const PendingWaits& waits() const { return waits_; }
    /// The payer for a wait; null if waits are free.
    [[nodiscard]] WaitPayer* wait_payer() { return guest_ ? this : nullptr; }

    [[nodiscard]] Viewings& viewings() { return viewings_; }
    [[nodiscard]] const Viewings& viewings() const { return viewings_; }

    // Sending.
    /// Never blocks: if the peer does not read, it is disconnected once too much is queued.
    void send(const ServerMessage& message, std::uint64_t serial, ChannelId channel);
    void fail(const Error& error, std::uint64_t serial, ChannelId channel);
    void send_frame(std::shared_ptr<const std::string> frame) { connection_.send(std::move(frame)); }
    [[nodiscard]] bool is_open() const { return connection_.is_open(); }
    /// Whether nothing is queued.
    [[nodiscard]] bool is_ready() const { return connection_.is_open() && connection_.pending() == 0; }
    /// Bytes that are queued for it.
    [[nodiscard]] std::size_t pending() const { return connection_.pending(); }
    /// Whether so much is queued (more than 32 MiB) that the next `send` disconnects it.
    [[nodiscard]] bool is_overfull() const;

    // Reading.
    /// Pauses or resumes reading: reading is paused while the program of a session takes no more of the peer's input,
    /// and for a guest also while a reply is queued or its user must rest.
    void update_reading();
    /// Whether it is a guest whose user must rest: nothing is done for it meanwhile.
    [[nodiscard]] bool has_to_rest() const;
    /// Charges the user of a guest for work; the user may then have to rest (`GuestBudget`).
    void charge(Clock::duration cost);
    /// The message being handled is free of charge.
    void exempt() { is_exempt_ = true; }
    /// Detaches a guest from sessions that are no longer shared with it, and closes its connection if no session is
    /// left.
    void leave_unshared_sessions();

 private:
    // WaitPayer
    [[nodiscard]] std::optional<Clock::time_point> idle_until() const override;
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

    /// From its greeting.
    struct Greeted {
        Role most = Role::observer;
        std::string terminal;
        std::chrono::milliseconds silence{
            0}; ///< the connection is closed when nothing is received for this long; 0: never
    };
    enum class Phase : std::uint8_t {
        open,
        turned_away, ///< its messages are read and discarded
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
