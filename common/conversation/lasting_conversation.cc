#include "common/conversation/lasting_conversation.h"

#include "common/base/duration.h"

#include <algorithm>
#include <chrono>

namespace cleat {

LastingConversation::LastingConversation(Loop& loop, Transport& transport, UniqueFd socket, Clock::duration silence,
                                         Handlers handlers)
    : loop_(loop),
      transport_(transport),
      silence_(silence),
      handlers_(std::move(handlers)),
      reconnecting_({.silence = silence}, loop.now()),
      timer_(loop, [this] { attend(); })
{
    transport_.set_on_message([this] { transport_message_changed(); });
    use(std::move(socket));
    timer_.start(Patience::ANSWER_WITHIN);
}

void LastingConversation::greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply)
{
    if (connection_) connection_->greet(greeting, std::move(on_reply));
    else on_reply(tl::unexpected(no_connection()));
}

void LastingConversation::ask(const ClientMessage& message, Conversation::OnReply on_reply)
{
    if (connection_) connection_->ask(message, std::move(on_reply));
    else on_reply(tl::unexpected(no_connection()));
}

void LastingConversation::send(const ClientMessage& message)
{
    if (connection_) connection_->send(message);
}

void LastingConversation::established()
{
    was_established_ = true;
    transport_.established();
    reconnecting_.restored(loop_.now());
    if (is_kept_up()) arm();
    else timer_.stop();
}

void LastingConversation::transport_message_changed()
{
    if (!connection_) handlers_.on_lost(best_reason());
}

void LastingConversation::use(UniqueFd socket)
{
    connection_ = std::make_unique<ServerConnection>(
        loop_, std::move(socket), std::nullopt,
        ServerConnection::Handlers{
            .on_push = [this](Push& push) { handlers_.on_push(push); },
            .on_drained = [this] { handlers_.on_drained(); },
            .explain = {},
            .on_over = [this](ServerConnection::Over over, const Error& why) { connection_ended(over, why); }});
}

void LastingConversation::connection_ended(ServerConnection::Over over, const Error& why)
{
    switch (over) {
    case ServerConnection::Over::no_frame: return finish(why.message());
    case ServerConnection::Over::nonsense: return finish(why.with("invalid data from the server").message());
    case ServerConnection::Over::closed:
    case ServerConnection::Over::silent: break;
    }
    lose(is_kept_up() && was_established_ ? why.message() : transport_.why_closed());
}

void LastingConversation::lose(const std::string& why)
{
    if (connection_) {
        connection_->end({Error(why, ErrorCode::lost), Refusal::Cause::lost});
        loop_.defer([old = std::shared_ptr<ServerConnection>(std::move(connection_))] {}); // it may be the caller
    }
    if (!is_kept_up() || !was_established_) return finish(why);
    transport_.abandon();
    reconnecting_.lost(loop_.now());
    arm();
    why_ = why;
    handlers_.on_lost(best_reason());
}

void LastingConversation::finish(const std::string& why)
{
    timer_.stop();
    handlers_.on_over(why);
}

void LastingConversation::attend()
{
    if (!was_established_) return await_establishment();
    if (connection_) reconnecting_.heard(connection_->last_heard());
    switch (reconnecting_.next_task(loop_.now())) {
    case Reconnecting::Task::nothing: break;
    case Reconnecting::Task::ping:
        if (connection_) connection_->ping();
        break;
    case Reconnecting::Task::drop:
        return lose("nothing was received for " +
                    format_duration(std::chrono::ceil<std::chrono::milliseconds>(silence_)));
    case Reconnecting::Task::connect: try_again(); break;
    case Reconnecting::Task::give_up: return finish("the link is lost: " + best_reason());
    }
    arm();
}

void LastingConversation::await_establishment()
{
    const bool was_heard = connection_ && connection_->was_heard();
    if (was_heard) {
        // Any part of a long reply is a sign of life, but a few bytes are not yet a greeting.
        const auto left = connection_->last_heard() + Patience::ANSWER_WITHIN - loop_.now();
        if (left > Clock::duration::zero()) return timer_.start(std::chrono::ceil<std::chrono::microseconds>(left));
    } else if (is_kept_up() && transport_.is_prompting_user()) {
        return timer_.start(Patience::ANSWER_WITHIN);
    }
    const std::string why = transport_.why_silent();
    transport_.abandon();
    finish(why);
}

void LastingConversation::try_again()
{
    auto socket = transport_.reopen();
    if (!socket) return lose(socket.error().message());
    use(std::move(*socket));
    handlers_.on_open();
}

void LastingConversation::arm()
{
    const auto left = std::chrono::ceil<std::chrono::microseconds>(reconnecting_.due() - loop_.now());
    timer_.start(std::max(std::chrono::microseconds(0), left));
}

/// The transport's own message, if any, says more than that the connection is lost.
std::string LastingConversation::best_reason() const
{
    return transport_.last_message().empty() ? why_ : transport_.last_message();
}

Refusal LastingConversation::no_connection() const
{
    return {Error(why_, ErrorCode::lost), Refusal::Cause::lost};
}

} // namespace cleat
