#include "common/conversation/conversation.h"

#include "common/wire/codec.h"

namespace cleat {

void Conversation::greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply)
{
    greeting_ = serial_ + 1;
    ask_for<Welcome>(hello_for(greeting), [this, on_reply = std::move(on_reply)](Reply<Welcome> reply) {
        greeting_.reset();
        if (!reply) return on_reply(std::move(reply));
        if (const auto good = check(*reply); !good) return on_reply(tl::unexpected(Refusal{good.error()}));
        on_reply(std::move(reply));
    });
}

void Conversation::ask(const ClientMessage& message, OnReply on_reply, ChannelId channel)
{
    if (over_) return on_reply(tl::unexpected(*over_));
    if (requests_.size() == MAX_REQUESTS)
        return on_reply(
            tl::unexpected(Refusal{Error("the server does not answer earlier requests"), Refusal::Cause::lost}));
    requests_.emplace(++serial_, std::move(on_reply));
    if (is_usable_) handlers_.send(encode(message, serial_, channel));
}

void Conversation::send(const ClientMessage& message, ChannelId channel)
{
    if (!over_ && is_usable_) handlers_.send(encode(message, 0, channel));
}

Result<void> Conversation::take(std::string_view body)
{
    if (over_ || !is_usable_) return {};
    auto envelope = decode_server_message(body);
    if (!envelope) {
        is_usable_ = false;
        return envelope.error();
    }
    // Until the reply to the greeting arrives, a `Failed` without a serial means that the server rejects the client.
    const bool is_turned_away = envelope->serial == 0 && greeting_ && std::holds_alternative<Failed>(envelope->message);
    if (is_turned_away) answer(*greeting_, std::move(envelope->message));
    else if (envelope->serial != 0) answer(envelope->serial, std::move(envelope->message));
    else if (auto push = push_in(std::move(envelope->message))) deliver(*push, envelope->channel);
    return {};
}

void Conversation::deliver(Push& push, ChannelId channel)
{
    const auto listener = listeners_.find(channel);
    if (listener != listeners_.end()) {
        const auto on_push = listener->second; // the handler may remove itself
        on_push(push);
    } else if (channel == 0 && handlers_.on_push) {
        handlers_.on_push(push);
    }
}

void Conversation::listen(ChannelId channel, std::function<void(Push& push)> on_push)
{
    if (on_push) listeners_[channel] = std::move(on_push);
    else listeners_.erase(channel);
}

void Conversation::answer(std::uint64_t serial, ServerMessage&& message)
{
    const auto request = requests_.extract(serial);
    if (request.empty()) return;
    if (const auto* const failed = std::get_if<Failed>(&message))
        return request.mapped()(tl::unexpected(refusal_of(*failed)));
    request.mapped()(std::move(message));
}

void Conversation::end(Refusal why)
{
    if (over_) return;
    over_ = std::move(why);
    const Refusal reason = *over_;
    for (const auto& [serial, on_reply] : std::exchange(requests_, {})) on_reply(tl::unexpected(reason));
}

} // namespace cleat
