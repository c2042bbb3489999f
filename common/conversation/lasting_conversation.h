#pragma once

#include "common/conversation/reconnecting.h"
#include "common/conversation/server_connection.h"
#include "common/conversation/transport.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace cleat {

/// A conversation that outlives its connections. One over a transport that can be made again is kept up: the server is
/// pinged, counts as lost when it is silent, and is connected to again; any other is over when it is closed. Until what
/// was wanted is done, either is over when the server says nothing for `Patience::ANSWER_WITHIN`, unless somebody is
/// asked for a password. What was asked for by a connection that is lost is refused (`Refusal::Cause::lost`): greeting,
/// and asking again, is done in `on_open`.
class LastingConversation {
 public:
    struct Handlers {
        std::function<void(Push& push)> on_push;
        /// The kernel has taken all that was to be sent.
        std::function<void()> on_drained;
        /// There is a new connection, on which nothing was said.
        std::function<void()> on_open;
        /// The connection is lost, or a try to restore it failed, or there is a better reason; it is tried again.
        std::function<void(const std::string& why)> on_lost;
        /// There is no connection, and will be none.
        std::function<void(const std::string& why)> on_over;
    };

    /// `socket` was opened by the transport, which is borrowed; nothing was said on it.
    LastingConversation(Loop& loop, Transport& transport, UniqueFd socket, Clock::duration silence, Handlers handlers);
    ~LastingConversation() { transport_.set_on_words({}); }
    LastingConversation(const LastingConversation&) = delete;
    LastingConversation& operator=(const LastingConversation&) = delete;

    /// See `Conversation`. While there is no connection nothing is sent, and what is asked for is refused at once.
    void greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply);
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply)
    {
        if (connection_) connection_->ask_for<Expected>(message, std::move(on_reply));
        else on_reply(tl::unexpected(no_connection()));
    }
    void ask(const ClientMessage& message, Conversation::OnReply on_reply);
    void tell(const ClientMessage& message);
    /// Bytes that the kernel has not taken.
    [[nodiscard]] std::size_t pending() const { return connection_ ? connection_->pending() : 0; }

    /// The server did what was wanted: from now on a loss is followed by tries to restore the connection.
    void established();
    /// Whether it is connected again when it is lost.
    [[nodiscard]] bool is_kept_up() const { return transport_.can_reopen(); }

 private:
    void use(UniqueFd socket);
    void transport_spoke();
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
    std::string why_; ///< the connection was lost last
    bool was_established_ = false;
    std::unique_ptr<ServerConnection> connection_;
};

} // namespace cleat
