#pragma once

#include "common/base/unique_fd.h"
#include "common/conversation/conversation.h"
#include "common/conversation/patience.h"
#include "common/event/loop.h"
#include "common/net/connection.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace cleat {

/// A connection to a server and the conversation on it. With a `Patience`, the connection ends if the server does not
/// respond; a server that may be busy with a request is pinged first.
class ServerConnection {
 public:
    /// How the connection ended.
    enum class Over : std::uint8_t {
        closed,   ///< the server closed the connection
        silent,   ///< the server does not respond
        no_frame, ///< the server sent bytes that are not a frame, or a frame that is too long
        nonsense, ///< the server sent a malformed message
    };
    struct Handlers {
        std::function<void(Push& push)> on_push;
        /// The kernel has accepted all queued bytes.
        std::function<void()> on_drained;
        /// Returns the error to report when the connection ends, for an owner that knows more than `why` says. Without
        /// this handler `why` is reported.
        std::function<Error(Over over, const Error& why)> explain;
        /// The connection is over, and every pending request was refused with `why`. Called at most once, and no
        /// handler is called after it. No handler may destroy the connection (use `Loop::defer`).
        std::function<void(Over over, const Error& why)> on_over;
    };

    /// `socket` is a non-blocking stream socket on which nothing has been sent. Without `patience` the server may stay
    /// silent without limit.
    ServerConnection(Loop& loop, UniqueFd socket, std::optional<Patience> patience, Handlers handlers);

    /// See `Conversation`.
    void greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply);
    void ask(const ClientMessage& message, Conversation::OnReply on_reply, ChannelId channel = 0);
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply, ChannelId channel = 0)
    {
        start_waiting();
        conversation_.ask_for<Expected>(message, std::move(on_reply), channel);
    }
    void send(const ClientMessage& message, ChannelId channel = 0) { conversation_.send(message, channel); }
    void listen(ChannelId channel, std::function<void(Push& push)> on_push)
    {
        conversation_.listen(channel, std::move(on_push));
    }
    /// Sends a ping.
    void ping();
    /// Ends the conversation: nothing more is processed or sent, and all requests are refused with `why`.
    void end(Refusal why) { conversation_.end(std::move(why)); }

    /// From now on the server may stay silent without limit.
    void wait_without_limit();
    /// Pauses or resumes reading. What the server sent before it closed the connection is still delivered.
    void pause(bool paused) { connection_.pause(paused); }
    /// Bytes queued that the kernel has not accepted yet.
    [[nodiscard]] std::size_t pending() const { return connection_.pending(); }
    /// Whether a complete frame has arrived from the server.
    [[nodiscard]] bool was_heard() const { return was_heard_; }
    /// When the server last sent something; initially when this object was created.
    [[nodiscard]] Clock::time_point last_heard() const { return connection_.last_heard(); }
    [[nodiscard]] bool is_open() const { return connection_.is_open() && !conversation_.is_over(); }

 private:
    void take(std::string_view body);
    void finish(Over over, const Error& why);
    void start_waiting();
    void attend();
    void arm();

    Loop& loop_;
    Handlers handlers_;
    std::optional<Patience> patience_;
    Timer silence_timer_;
    bool was_heard_ = false;
    bool is_over_ = false;
    Conversation conversation_;
    Connection connection_;
};

} // namespace cleat
