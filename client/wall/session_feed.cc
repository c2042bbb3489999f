#include "client/wall/session_feed.h"

#include <utility>

namespace cleat {

SessionFeed::SessionFeed(Loop& loop, UniqueFd socket, const Watched& watched, std::function<void()> on_change)
    : on_change_(std::move(on_change)),
      server_(loop, std::move(socket), std::nullopt,
              {.on_push = [this](Push& push) { take(push); }, .on_drained = {}, .explain = {}, .on_over = {}})
{
    // A connection that is lost changes nothing that can be seen.
    const auto refuse_if_refused = [this](const Refusal& refusal) {
        if (refusal.cause == Refusal::Cause::refused) refuse(refusal.error);
    };
    server_.greet({.role = Role::observer}, [=](const Reply<Welcome>& reply) {
        if (!reply) refuse_if_refused(reply.error());
    });
    Attach attach;
    attach.session = '#' + std::to_string(watched.session);
    attach.role = Role::observer;
    attach.history = 0;
    attach.catch_up = 0;
    attach.inside = watched.inside;
    attach.nested = true;
    attach.shown_in = watched.shown_in;
    server_.ask_for<Attached>(attach, [=, this](const Reply<Attached>& reply) {
        if (reply) mirror_.take(*reply);
        else refuse_if_refused(reply.error());
    });
}

/// What is not a step changes nothing that can be seen: that a session ended is in the list of sessions.
void SessionFeed::take(Push& push)
{
    if (const auto* const failed = std::get_if<Failed>(&push)) return refuse(error_of(*failed));
    auto* const step = std::get_if<Step>(&push);
    if (step == nullptr) return;
    if (const auto shown = mirror_.take(std::move(*step)); !shown) {
        refuse(shown.error().with("from the server"));
        return server_.end({shown.error(), Refusal::Cause::lost});
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
    if (const auto acknowledgement = mirror_.acknowledge()) server_.tell(*acknowledgement);
}

} // namespace cleat
