#include "client/dashboard/session_feed.h"

#include <utility>

namespace cleat {

SessionFeed::SessionFeed(Loop& loop, std::shared_ptr<ServerConnection> server, ChannelId channel,
                         const Watched& watched, std::function<void()> on_change)
    : server_(std::move(server)), channel_(channel), on_change_(std::move(on_change)), deferred_(loop)
{
    server_->listen(channel_, [this](Push& push) { take(push); });
    Attach attach;
    attach.session = '#' + std::to_string(watched.session);
    attach.role = Role::observer;
    attach.history = 0;
    attach.catch_up = 0;
    attach.inside = watched.inside;
    attach.nested = true;
    attach.shown_in = watched.shown_in;
    // A lost connection changes nothing on the screen.
    server_->ask_for<Attached>(attach, deferred_.guard([this](const Reply<Attached>& reply) {
        if (reply) mirror_.take(*reply);
        else if (reply.error().cause == Refusal::Cause::refused) refuse(reply.error().error);
    }),
                               channel_);
}

SessionFeed::~SessionFeed()
{
    server_->listen(channel_, nullptr);
    if (server_->is_open())
        server_->ask(
            Detach(), [](const Reply<ServerMessage>&) {}, channel_);
}

/// Only steps change what is shown; the end of a session is reported in the list of sessions.
void SessionFeed::take(Push& push)
{
    if (const auto* const failed = std::get_if<Failed>(&push)) return refuse(error_of(*failed));
    auto* const step = std::get_if<Step>(&push);
    if (step == nullptr) return;
    if (const auto shown = mirror_.take(std::move(*step)); !shown) {
        refuse(shown.error().with("invalid data from the server"));
        return server_->listen(channel_, nullptr);
    }
    on_change_();
}

void SessionFeed::refuse(const Error& why)
{
    refusal_ = why.message();
    on_change_();
}

void SessionFeed::acknowledge()
{
    mirror_.drawn();
    if (const auto acknowledgement = mirror_.acknowledge()) server_->send(*acknowledgement, channel_);
}

} // namespace cleat
