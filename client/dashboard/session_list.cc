#include "client/dashboard/session_list.h"

#include "client/link/link_patience.h"

#include <chrono>
#include <utility>

namespace cleat {

namespace {
constexpr std::chrono::seconds EVERY{1};
}

SessionList::SessionList(Loop& loop, OpenLink link, const LinkOptions& options, Handlers handlers)
    : handlers_(std::move(handlers)),
      command_(std::move(link.command)),
      timer_(loop, [this] { tick(); }),
      server_(std::make_shared<ServerConnection>(
          loop, std::move(link.socket), patience_for(options),
          ServerConnection::Handlers{
              .on_push = [this](Push& push) { take(push); },
              .on_drained = {},
              .explain = [this](ServerConnection::Over over, const Error& why) { return explain(over, why); },
              .on_over = [this](ServerConnection::Over, const Error& why) { handlers_.on_lost(why); }}))
{
    server_->greet({.role = Role::observer}, [this](const Reply<Welcome>& reply) {
        if (!reply) return refuse(reply.error());
        channels_ = reply->channels;
    });
    watch();
}

void SessionList::watch()
{
    server_->ask_for<Sessions>(WatchSessions(), [this](Reply<Sessions> reply) {
        gets_changes_ = reply || reply.error().error.code() != ErrorCode::unsupported;
        if (!gets_changes_) return ask();
        if (!reply) return refuse(reply.error());
        list_.take(std::move(*reply));
        show();
    });
}

void SessionList::ask()
{
    server_->ask_for<Sessions>(List(), [this](Reply<Sessions> reply) {
        if (!reply) return refuse(reply.error());
        list_.take(std::move(*reply));
        show();
    });
}

void SessionList::tick()
{
    if (!server_->is_open()) return;
    if (gets_changes_) show();
    else ask();
}

void SessionList::show()
{
    timer_.start(EVERY);
    handlers_.on_list(list_.sessions());
}

void SessionList::take(Push& push)
{
    if (const auto* const failed = std::get_if<Failed>(&push)) return handlers_.on_lost(error_of(*failed));
    auto* const changed = std::get_if<SessionsChanged>(&push);
    if (changed == nullptr) return;
    if (const auto taken = list_.take(std::move(*changed)); !taken)
        return handlers_.on_lost(taken.error().with("invalid data from the server"));
    show();
}

/// A lost connection is reported once, not for each request.
void SessionList::refuse(const Refusal& why)
{
    if (why.cause == Refusal::Cause::refused) handlers_.on_lost(why.error);
}

Error SessionList::explain(ServerConnection::Over over, const Error& why)
{
    switch (over) {
    case ServerConnection::Over::closed: return Error(close_reason(command_), ErrorCode::lost);
    case ServerConnection::Over::silent: return Error(why_silent(command_), ErrorCode::lost);
    case ServerConnection::Over::no_frame:
    case ServerConnection::Over::nonsense: break;
    }
    return why;
}

} // namespace cleat
