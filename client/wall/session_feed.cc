#include "client/wall/session_feed.h"

#include "common/model/update.h"
#include "common/wire/codec.h"

namespace cleat {

SessionFeed::SessionFeed(Loop& loop, UniqueFd socket, const Watched& watched, std::function<void()> on_change)
    : on_change_(std::move(on_change)),
      connection_(loop, std::move(socket), MOST_TO_CLIENT,
                  {.on_frame = [this](std::string_view body) { on_frame(body); },
                   .on_drained = {},
                   .on_broken = [](const Error&) {},
                   .on_closed = [] {}})
{
    Hello hello;
    hello.version = CLEAT_VERSION;
    hello.role = Role::observer;
    connection_.send(encode(hello));
    Attach attach;
    attach.session = '#' + std::to_string(watched.session);
    attach.role = Role::observer;
    attach.history = 0;
    attach.catch_up = 0;
    attach.inside = watched.inside;
    attach.nested = true;
    attach.shown_in = watched.shown_in;
    connection_.send(encode(attach));
}

/// What is not a step changes nothing that can be seen: that a session ended is in the list of sessions.
void SessionFeed::on_frame(std::string_view body)
{
    auto envelope = decode_server_message(body);
    if (!envelope) return;
    if (const auto* const failed = std::get_if<Failed>(&envelope->message)) {
        refusal_ = failed->message;
        return on_change_();
    }
    const auto* const step = std::get_if<Step>(&envelope->message);
    if (step == nullptr) return;
    screen_ = apply(screen_, step->update);
    has_screen_ = true;
    received_ = step->number;
    on_change_();
}

void SessionFeed::acknowledge()
{
    if (!has_news() || !connection_.is_open()) return;
    acknowledged_ = received_;
    connection_.send(encode(Acknowledge{received_}));
}

} // namespace cleat
