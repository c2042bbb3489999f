#include "client/wall/session_list.h"

#include "client/link/link_patience.h"
#include "common/wire/codec.h"

#include <algorithm>
#include <chrono>

namespace cleat {

namespace {
constexpr std::chrono::seconds EVERY{1};
}

SessionList::SessionList(Loop& loop, OpenLink link, const LinkOptions& options, Handlers handlers)
    : handlers_(std::move(handlers)),
      command_(std::move(link.command)),
      patience_(patience_for(options)),
      timer_(loop, [this] { ask(); }),
      silence_timer_(loop, [this] { attend(); }),
      connection_(loop, std::move(link.socket), MOST_TO_CLIENT,
                  {.on_frame = [this](std::string_view body) { on_frame(body); },
                   .on_drained = {},
                   .on_broken = [this](const Error& error) { handlers_.on_lost(error); },
                   .on_closed = [this] { handlers_.on_lost(Error(why_over(command_), ErrorCode::lost)); }})
{
    Hello hello;
    hello.version = CLEAT_VERSION;
    hello.role = Role::observer;
    connection_.send(encode(hello));
    ask();
}

void SessionList::ask()
{
    if (!connection_.is_open()) return;
    connection_.send(encode(List(), ++serial_));
    patience_.asked(Clock::now());
    arm();
}

void SessionList::attend()
{
    if (!connection_.is_open()) return;
    switch (patience_.take_task(Clock::now())) {
    case Patience::Task::wait: break;
    case Patience::Task::ping: connection_.send(encode(Ping())); break;
    case Patience::Task::give_up: return handlers_.on_lost(Error(why_silent(command_), ErrorCode::lost));
    }
    arm();
}

void SessionList::arm()
{
    const auto left = std::chrono::ceil<std::chrono::microseconds>(patience_.due() - Clock::now());
    silence_timer_.start(std::max(std::chrono::microseconds(0), left));
}

void SessionList::on_frame(std::string_view body)
{
    patience_.heard(Clock::now());
    arm();
    auto envelope = decode_server_message(body);
    if (!envelope) return handlers_.on_lost(envelope.error());
    if (const auto* const failed = std::get_if<Failed>(&envelope->message))
        return handlers_.on_lost(Error(failed->message, static_cast<ErrorCode>(failed->code)));
    auto* const sessions = std::get_if<Sessions>(&envelope->message);
    if (sessions == nullptr) return;
    handlers_.on_list(std::move(sessions->sessions));
    timer_.start(EVERY);
}

} // namespace cleat
