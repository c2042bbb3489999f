#include "client/viewer/lasting_attachment.h"

#include <algorithm>

namespace cleat {

LastingAttachment::LastingAttachment(Loop& loop, Transport& transport, UniqueFd socket, Options options,
                                     SessionMirror& mirror, Handlers handlers)
    : options_(std::move(options)),
      mirror_(mirror),
      handlers_(std::move(handlers)),
      server_(loop, transport, std::move(socket), options_.silence,
              {.on_push = [this](Push& push) { take(push); },
               .on_drained =
                   [this] {
                       if (state_ != State::closed) handlers_.on_drained();
                   },
               .on_open = [this] { reopened(); },
               .on_lost = [this](const std::string& why) { lost(why); },
               .on_over = [this](const std::string& why) { finish(ViewerLost{why}); }})
{}

void LastingAttachment::begin()
{
    greet();
    attach(options_.attach.claim, [this](const Error& why) { refused(why); });
}

void LastingAttachment::greet()
{
    Greeting greeting{.role = most(), .terminal = options_.terminal};
    if (server_.is_kept_up()) greeting.silence = options_.silence;
    server_.greet(greeting, [this](const Reply<Welcome>& reply) {
        if (!reply && concerns(reply)) refused(reply.error().error);
    });
}

void LastingAttachment::attach(Claim claim, std::function<void(const Error&)> on_refused)
{
    Attach wish = options_.attach;
    wish.claim = claim;
    if (mirror_.is_attached()) wish.session = id();
    handlers_.prepare(wish);
    ask_for<Attached>(wish, [this, on_refused = std::move(on_refused)](const Reply<Attached>& reply) {
        if (reply) attached(*reply);
        else on_refused(reply.error().error);
    });
}

void LastingAttachment::attached(const Attached& message)
{
    const bool was_lost = is_lost();
    state_ = State::attached;
    mirror_.take(message);
    server_.established();
    if (was_lost) return handlers_.on_restored(message);
    if (server_.is_kept_up()) learn_creation();
    handlers_.on_attached(message);
}

/// Learns when the session was created, by which it is recognised after a reconnect.
void LastingAttachment::learn_creation()
{
    ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
        if (!reply) return;
        if (const SessionInfo* const session = reply->find(mirror_.id())) created_ = session->created;
    });
}

void LastingAttachment::send(const ClientMessage& message)
{
    if (!is_lost()) server_.send(message);
}

void LastingAttachment::take(Push& push)
{
    if (state_ == State::closed) return;
    if (const auto* const failed = std::get_if<Failed>(&push); failed != nullptr && state_ != State::attached)
        return refused(error_of(*failed));
    if (const auto* const changed = std::get_if<RoleChanged>(&push)) mirror_.take(*changed);
    handlers_.on_push(push);
}

/// The server refused the greeting or the attach request.
void LastingAttachment::refused(const Error& why)
{
    if (is_lost()) return finish(ViewerLost{why.message()});
    finish(ViewerRefused{why});
}

void LastingAttachment::lost(const std::string& why)
{
    if (state_ == State::closed) return;
    state_ = State::lost;
    handlers_.on_lost(why);
}

void LastingAttachment::reopened()
{
    if (state_ == State::closed) return;
    greet();
    ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
        if (reply) find_session(*reply);
        else refused(reply.error().error);
    });
}

/// A restarted server has other sessions, which may have the same number.
void LastingAttachment::find_session(const Sessions& sessions)
{
    const SessionInfo* const found = sessions.find(mirror_.id());
    const auto is_it = [this](const SessionInfo& session) {
        return created_ ? session.created == *created_ : session.name == mirror_.name();
    };
    if (found == nullptr || !is_it(*found))
        return finish(ViewerLost{"the link was lost, and session \"" + mirror_.name() + "\" no longer exists"});
    mirror_.rename(found->name);
    // This client's old connection may still be attached and have control.
    if (most() == Role::controller) ask_for<Done>(DetachAll{id(), mirror_.client(), false}, [](const Reply<Done>&) {});
    attach_again(mirror_.holds_control() ? Claim::exclusive : Claim::shared);
}

void LastingAttachment::attach_again(Claim claim)
{
    attach(claim, [this, claim](const Error& why) {
        // Another client has taken exclusive control, and only the user decides whether to take it back.
        if (why.code() == ErrorCode::refused && claim == Claim::exclusive) return attach_again(Claim::shared);
        finish(ViewerLost{"the link was lost, and reattaching failed: " + why.message()});
    });
}

void LastingAttachment::finish(ViewerOutcome outcome)
{
    if (state_ == State::closed) return;
    close();
    handlers_.on_over(std::move(outcome));
}

} // namespace cleat
