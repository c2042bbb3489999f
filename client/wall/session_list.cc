#include "client/wall/session_list.h"

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
      timer_(loop, [this] { ask(); }),
      server_(std::make_shared<ServerConnection>(
          loop, std::move(link.socket), patience_for(options),
          ServerConnection::Handlers{
              .on_push =
                  [this](const Push& push) {
                      if (const auto* const failed = std::get_if<Failed>(&push)) handlers_.on_lost(error_of(*failed));
                  },
              .on_drained = {},
              .explain = [this](ServerConnection::Over over, const Error& why) { return explain(over, why); },
              .on_over = [this](ServerConnection::Over, const Error& why) { handlers_.on_lost(why); }}))
{
    server_->greet({.role = Role::observer}, [this](const Reply<Welcome>& reply) {
        if (!reply) return refuse(reply.error());
        channels_ = reply->channels;
    });
    ask();
}

void SessionList::ask()
{
    if (!server_->is_open()) return;
    server_->ask_for<Sessions>(List(), [this](Reply<Sessions> reply) {
        if (!reply) return refuse(reply.error());
        handlers_.on_list(std::move(reply->sessions));
        timer_.start(EVERY);
    });
}

/// That the server is gone is said once, for all requests.
void SessionList::refuse(const Refusal& why)
{
    if (why.cause == Refusal::Cause::refused) handlers_.on_lost(why.error);
}

Error SessionList::explain(ServerConnection::Over over, const Error& why)
{
    switch (over) {
    case ServerConnection::Over::closed: return Error(why_over(command_), ErrorCode::lost);
    case ServerConnection::Over::silent: return Error(why_silent(command_), ErrorCode::lost);
    case ServerConnection::Over::no_frame:
    case ServerConnection::Over::nonsense: break;
    }
    return why;
}

} // namespace cleat
