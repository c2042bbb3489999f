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

/// The client's half of the protocol on one connection: bodies of frames in, frames out. Requests and answers belong
/// together by their serials, each of which is used once, so that answers may come in any order. Each request gets its
/// answer or its refusal, exactly once, as long as the conversation exists. Knows no socket and no clock: see
/// `ServerConnection`.
class Conversation {
 public:
    /// Requests that are not answered; another one is refused at once.
    static constexpr std::size_t MOST_REQUESTS = 256;

    using OnReply = std::function<void(Reply<ServerMessage>)>;
    struct Handlers {
        /// Sends a whole frame.
        std::function<void(std::string frame)> send;
        /// Something came that was not asked for.
        std::function<void(Push& push)> on_push;
    };

    explicit Conversation(Handlers handlers) : handlers_(std::move(handlers)) {}

    /// The first that is said. Requests may follow before the answer is there. `unsupported` where the server chose a
    /// protocol that is not spoken here.
    void greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply);

    /// Asks for something. `on_reply` is called when the answer comes or none can come any more, which may be at once;
    /// it may ask for more, and never destroys the conversation. Several sessions can be watched, each on a channel, as
    /// far as `Welcome::channels` says so.
    void ask(const ClientMessage& message, OnReply on_reply, ChannelId channel = 0);

    /// The same, where only one kind of answer makes sense; another one is an error.
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply, ChannelId channel = 0)
    {
        ask(
            message,
            [on_reply = std::move(on_reply)](Reply<ServerMessage> reply) {
                if (!reply) return on_reply(tl::unexpected(std::move(reply.error())));
                if (auto* const expected = std::get_if<Expected>(&*reply)) return on_reply(std::move(*expected));
                on_reply(tl::unexpected(Refusal{Error("the server gave an answer to something else")}));
            },
            channel);
    }

    /// Says what is not answered. Where the server refuses it, `Failed` is pushed.
    void tell(const ClientMessage& message, ChannelId channel = 0);

    /// What is pushed on that channel goes to `on_push`, until it is null; what is pushed on a channel that nobody
    /// listens to is ignored, but on channel 0, where it goes to the conversation's handler. `on_push` may listen to
    /// others, and stop listening.
    void listen(ChannelId channel, std::function<void(Push& push)> on_push);

    /// Takes a frame's body. What nobody waits for is ignored, as is what a newer version sends. An error where it
    /// makes no sense: nothing more is taken or sent then, and the owner calls `end`.
    Result<void> take(std::string_view body);

    /// The connection is lost, or of no use any more. All requests that are not answered are refused for that reason,
    /// in the order in which they were made, as are all that are made later. The first reason counts.
    void end(Refusal why);

    [[nodiscard]] bool is_over() const { return over_.has_value(); }
    /// How many requests are not answered.
    [[nodiscard]] std::size_t requests() const { return requests_.size(); }

 private:
    void answer(std::uint64_t serial, ServerMessage&& message);
    void deliver(Push& push, ChannelId channel);

    Handlers handlers_;
    std::map<std::uint64_t, OnReply> requests_; ///< by serial
    std::map<ChannelId, std::function<void(Push&)>> listeners_;
    std::uint64_t serial_ = 0;              ///< of the newest request
    std::optional<std::uint64_t> greeting_; ///< its serial, while it is not answered
    bool makes_sense_ = true;
    std::optional<Refusal> over_;
};

} // namespace cleat
