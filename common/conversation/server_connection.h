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

/// A connection to a server, and the conversation on it. With patience, a server that does not answer is given up: it
/// is asked whether it is there, where it may be busy with what it was asked for.
class ServerConnection {
 public:
    /// How it ended.
    enum class Over : std::uint8_t {
        closed,   ///< the server closed it
        silent,   ///< the server does not answer
        no_frame, ///< what the server sends is no frame, or one that is too long
        nonsense, ///< a message of the server makes no sense
    };
    struct Handlers {
        std::function<void(Push& push)> on_push;
        /// The kernel has taken all that was to be sent.
        std::function<void()> on_drained;
        /// What to say of the end, where the owner knows more than the connection; `why` where there is none.
        std::function<Error(Over over, const Error& why)> explain;
        /// It is over, and every request was refused for that reason. Comes at most once; nothing comes after it. The
        /// connection must not be destroyed in it, nor in any other handler (`Loop::defer`).
        std::function<void(Over over, const Error& why)> on_over;
    };

    /// On a non-blocking stream socket, where nothing was said yet. Without patience it is waited for without end.
    ServerConnection(Loop& loop, UniqueFd socket, std::optional<Patience> patience, Handlers handlers);

    /// See `Conversation`.
    void greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply);
    void ask(const ClientMessage& message, Conversation::OnReply on_reply, ChannelId channel = 0);
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply, ChannelId channel = 0)
    {
        begin_waiting();
        conversation_.ask_for<Expected>(message, std::move(on_reply), channel);
    }
    void tell(const ClientMessage& message, ChannelId channel = 0) { conversation_.tell(message, channel); }
    void listen(ChannelId channel, std::function<void(Push& push)> on_push)
    {
        conversation_.listen(channel, std::move(on_push));
    }
    /// Asks whether the server is there.
    void ping();
    /// Nothing more is taken from the server, nor said to it; all requests are refused for that reason.
    void end(Refusal why) { conversation_.end(std::move(why)); }

    /// From now on the server may be silent for as long as it likes.
    void wait_without_end();
    /// Stops or continues reading. What the server sends before it closes is delivered all the same.
    void pause(bool paused) { connection_.pause(paused); }
    /// Bytes that the kernel has not taken.
    [[nodiscard]] std::size_t pending() const { return connection_.pending(); }
    /// Whether anything whole came from the server.
    [[nodiscard]] bool was_heard() const { return was_heard_; }
    /// When the server sent something last; at first when this was made.
    [[nodiscard]] Clock::time_point last_heard() const { return connection_.last_heard(); }
    [[nodiscard]] bool is_open() const { return connection_.is_open() && !conversation_.is_over(); }

 private:
    void take(std::string_view body);
    void finish(Over over, const Error& why);
    void begin_waiting();
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
