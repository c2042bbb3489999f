#pragma once

#include "common/conversation/reconnecting.h"
#include "common/conversation/server_connection.h"
#include "common/conversation/transport.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace cleat {

/// A conversation that survives its connections. If its transport can be reopened, it pings the server, treats a silent
/// connection as lost, and reconnects; otherwise the conversation is over when the connection closes. Until
/// `established` is called, the conversation is over if the server sends nothing for `Patience::ANSWER_WITHIN`, not
/// counting the time in which the user is being asked for a password. Requests pending on a lost connection are refused
/// (`Refusal::Cause::lost`); `on_open` must greet and repeat them.
class LastingConversation {
 public:
    struct Handlers {
        std::function<void(Push& push)> on_push;
        /// The kernel has accepted all queued bytes.
        std::function<void()> on_drained;
        /// A new connection is open; nothing has been sent on it.
        std::function<void()> on_open;
        /// The connection was lost, an attempt to restore it failed, or the transport has a new message about that.
        /// Attempts continue.
        std::function<void(const std::string& why)> on_lost;
        /// The connection is lost and will not be restored.
        std::function<void(const std::string& why)> on_over;
    };

    /// `socket` was opened by `transport`, which is borrowed; nothing has been sent on it.
    LastingConversation(Loop& loop, Transport& transport, UniqueFd socket, Clock::duration silence, Handlers handlers);
    ~LastingConversation() { transport_.set_on_message({}); }
    LastingConversation(const LastingConversation&) = delete;
    LastingConversation& operator=(const LastingConversation&) = delete;

    /// See `Conversation`. While there is no connection nothing is sent, and requests are refused at once.
    void greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply);
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply)
    {
        if (connection_) connection_->ask_for<Expected>(message, std::move(on_reply));
        else on_reply(tl::unexpected(no_connection()));
    }
    void ask(const ClientMessage& message, Conversation::OnReply on_reply);
    void send(const ClientMessage& message);
    /// Bytes queued that the kernel has not accepted yet.
    [[nodiscard]] std::size_t pending() const { return connection_ ? connection_->pending() : 0; }

    /// The initial request succeeded: from now on a lost connection is restored if `is_kept_up()`.
    void established();
    /// Whether the transport can restore a lost connection.
    [[nodiscard]] bool is_kept_up() const { return transport_.can_reopen(); }

 private:
    void use(UniqueFd socket);
    void transport_message_changed();
    void connection_ended(ServerConnection::Over over, const Error& why);
    void lose(const std::string& why);
    void finish(const std::string& why);
    void attend();
    void await_establishment();
    void try_again();
    void arm();
    [[nodiscard]] std::string best_reason() const;
    [[nodiscard]] Refusal no_connection() const;

    Loop& loop_;
    Transport& transport_;
    Clock::duration silence_;
    Handlers handlers_;
    Reconnecting reconnecting_;
    Timer timer_;
    std::string why_; ///< reason for the last loss
    bool was_established_ = false;
    std::unique_ptr<ServerConnection> connection_;
};

} // namespace cleat
