#include "common/conversation/server_connection.h"

#include <algorithm>
#include <chrono>

namespace cleat {

namespace {

Connection::Terms terms_of_client()
{
    Connection::Terms out;
    out.most_per_frame = MAX_TO_CLIENT;
    out.hung_up = Connection::Terms::HungUp::is_heard;
    return out;
}

} // namespace

ServerConnection::ServerConnection(Loop& loop, UniqueFd socket, std::optional<Patience> patience, Handlers handlers)
    : loop_(loop),
      handlers_(std::move(handlers)),
      patience_(patience),
      silence_timer_(loop, [this] { attend(); }),
      conversation_({.send = [this](std::string frame) { connection_.send(std::move(frame)); },
                     .on_push =
                         [this](Push& push) {
                             if (handlers_.on_push) handlers_.on_push(push);
                         }}),
      connection_(
          loop, std::move(socket), terms_of_client(),
          {.on_frame = [this](std::string_view body) { take(body); },
           .on_drained =
               [this] {
                   if (handlers_.on_drained && !is_over_) handlers_.on_drained();
               },
           .on_broken = [this](const Error& error) { finish(Over::no_frame, error); },
           .on_closed = [this] { finish(Over::closed, Error("the server closed the connection", ErrorCode::lost)); }})
{
    arm();
}

void ServerConnection::greet(const Greeting& greeting, std::function<void(Reply<Welcome>)> on_reply)
{
    start_waiting();
    conversation_.greet(greeting, std::move(on_reply));
}

void ServerConnection::ask(const ClientMessage& message, Conversation::OnReply on_reply, ChannelId channel)
{
    start_waiting();
    conversation_.ask(message, std::move(on_reply), channel);
}

void ServerConnection::ping()
{
    conversation_.ask(Ping(), [](const Reply<ServerMessage>&) {});
}

void ServerConnection::wait_without_limit()
{
    patience_.reset();
    silence_timer_.stop();
}

void ServerConnection::take(std::string_view body)
{
    if (is_over_) return;
    was_heard_ = true;
    if (patience_) patience_->heard(loop_.now());
    arm();
    if (const auto taken = conversation_.take(body); !taken) finish(Over::nonsense, taken.error());
}

void ServerConnection::finish(Over over, const Error& why)
{
    if (is_over_) return;
    is_over_ = true;
    silence_timer_.stop();
    const Error reason = handlers_.explain ? handlers_.explain(over, why) : why;
    conversation_.end({reason, Refusal::Cause::lost});
    if (handlers_.on_over) handlers_.on_over(over, reason);
}

void ServerConnection::start_waiting()
{
    if (patience_) patience_->asked(loop_.now());
    arm();
}

void ServerConnection::attend()
{
    if (!patience_) return;
    // Any part of a long reply is a sign of life, but a few bytes are not yet a greeting.
    if (was_heard_ && connection_.last_heard() > patience_->last_heard()) patience_->heard(connection_.last_heard());
    switch (patience_->next_task(loop_.now())) {
    case Patience::Task::wait: break;
    case Patience::Task::ping:
        // A server that has not even read the request is not pinged.
        if (connection_.pending() == 0) ping();
        break;
    case Patience::Task::give_up: return finish(Over::silent, Error("the server does not answer", ErrorCode::lost));
    }
    arm();
}

void ServerConnection::arm()
{
    if (!patience_ || is_over_) return;
    const auto left = std::chrono::ceil<std::chrono::microseconds>(patience_->due() - loop_.now());
    silence_timer_.start(std::max(std::chrono::microseconds(0), left));
}

} // namespace cleat
