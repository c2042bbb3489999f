#pragma once

#include "common/conversation/greeting.h"
#include "common/conversation/push.h"
#include "common/conversation/refusal.h"
#include "common/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace cleat {

/// The client's half of the protocol on one connection: takes frame bodies in, sends frames out. Replies are matched to
/// requests by serial, and each serial is used once, so replies may arrive in any order. Each request gets its reply or
/// a refusal exactly once while the conversation exists. Knows neither socket nor clock: see `ServerConnection`.
class Conversation {
 public:
    /// The limit on pending requests; a further request is refused at once.
    static constexpr std::size_t MAX_REQUESTS = 256;

    using OnReply = std::function<void(Reply<ServerMessage>)>;
    struct Handlers {
        /// Sends a complete frame.
        std::function<void(std::string frame)> send;
        /// An unsolicited message arrived.
        std::function<void(Push& push)> on_push;
    };

    explicit Conversation(Handlers handlers) : handlers_(std::move(handlers)) {}

    /// Sends the greeting, which must come first. Requests may follow before the reply arrives. The reply is
    /// `unsupported` if the server chose a protocol that this program does not speak.
    void greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply);

    /// Sends a request. `on_reply` is called when the reply arrives or can no longer arrive, possibly before this
    /// returns. It may send further requests but must not destroy the conversation. Several sessions can be watched,
    /// each on its own channel, up to `Welcome::channels`.
    void ask(const ClientMessage& message, OnReply on_reply, ChannelId channel = 0);

    /// Like `ask`, but expects one kind of reply; any other kind is an error.
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply, ChannelId channel = 0)
    {
        ask(
            message,
            [on_reply = std::move(on_reply)](Reply<ServerMessage> reply) {
                if (!reply) return on_reply(tl::unexpected(std::move(reply.error())));
                if (auto* const expected = std::get_if<Expected>(&*reply)) return on_reply(std::move(*expected));
                on_reply(tl::unexpected(Refusal{Error("the server sent an unexpected reply")}));
            },
            channel);
    }

    /// Sends a message that has no reply. If the server refuses it, `Failed` is pushed.
    void send(const ClientMessage& message, ChannelId channel = 0);

    /// Directs pushes on `channel` to `on_push`; a null `on_push` stops that. Pushes on a channel without a listener
    /// are ignored, except on channel 0, where they go to the conversation's handler. `on_push` may itself call
    /// `listen`, also to stop listening.
    void listen(ChannelId channel, std::function<void(Push& push)> on_push);

    /// Processes a frame's body. Replies that match no request and messages of a newer version are ignored. Returns an
    /// error if the body is malformed; then nothing more is processed or sent, and the owner must call `end`.
    Result<void> take(std::string_view body);

    /// Ends the conversation: the connection is lost or no longer usable. Refuses all pending requests with `why`, in
    /// the order in which they were made, as well as all later ones. Only the first call has an effect.
    void end(Refusal why);

    [[nodiscard]] bool is_over() const { return over_.has_value(); }
    /// The number of pending requests.
    [[nodiscard]] std::size_t requests() const { return requests_.size(); }

 private:
    void answer(std::uint64_t serial, ServerMessage&& message);
    void deliver(Push& push, ChannelId channel);

    Handlers handlers_;
    std::map<std::uint64_t, OnReply> requests_; ///< by serial
    std::map<ChannelId, std::function<void(Push&)>> listeners_;
    std::uint64_t serial_ = 0;              ///< of the newest request
    std::optional<std::uint64_t> greeting_; ///< serial of the pending greeting
    bool is_usable_ = true;
    std::optional<Refusal> over_;
};

} // namespace cleat
