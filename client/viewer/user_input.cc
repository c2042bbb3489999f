#include "client/viewer/user_input.h"

#include <utility>

namespace cleat {

UserInput::UserInput(Loop& loop, LastingAttachment& attachment, Handlers handlers)
    : attachment_(attachment),
      handlers_(std::move(handlers)),
      detach_timer_(loop, [this] { abandon_detach(); }),
      stall_timer_(loop, [this] { abandon_detach(); })
{}

void UserInput::type(std::string_view bytes)
{
    outbox_.add_typed(bytes);
    send();
}

void UserInput::paste(std::string_view text, bool begin, bool end)
{
    outbox_.add_pasted(text, begin, end);
    send();
}

void UserInput::report_focus(bool focused)
{
    outbox_.add_focus(focused);
    send();
}

void UserInput::report_mouse(std::string_view report)
{
    outbox_.add_mouse(report);
    send();
}

void UserInput::end_paste()
{
    outbox_.end_paste();
    send();
}

void UserInput::taken(std::uint64_t bytes)
{
    outbox_.taken(bytes);
    if (detaching_ == Detaching::sending) stall_timer_.start(DETACH_STALLED);
    send();
}

void UserInput::send()
{
    if (attachment_.is_lost() || detaching_ == Detaching::asked) return;
    while (const auto message = outbox_.next(attachment_.pending())) attachment_.send(*message);
    handlers_.on_room(!outbox_.is_full());
    continue_detach();
}

std::size_t UserInput::drop()
{
    const std::size_t out = outbox_.drop();
    handlers_.on_room(!outbox_.is_full());
    return out;
}

/// Drops all unsent input: a paste with a gap would be worse than none.
void UserInput::lost()
{
    undelivered_ += drop();
    if (is_detaching()) abandon_detach();
}

void UserInput::leave()
{
    detaching_ = Detaching::sending;
    detach_timer_.start(DETACH_TIMEOUT);
    stall_timer_.start(DETACH_STALLED);
    send();
}

void UserInput::continue_detach()
{
    if (detaching_ != Detaching::sending || !outbox_.is_empty()) return;
    detaching_ = Detaching::asked;
    stall_timer_.stop();
    detach_timer_.start(DETACH_TIMEOUT);
    attachment_.send(Detach());
}

/// Drops the rest of the input and detaches, or leaves without an answer if `Detach` was already sent.
void UserInput::abandon_detach()
{
    undelivered_ += outbox_.drop();
    if (detaching_ == Detaching::sending && !attachment_.is_lost()) return continue_detach();
    handlers_.on_detach_timeout();
}

std::size_t UserInput::take_undelivered()
{
    return std::exchange(undelivered_, 0) + outbox_.drop();
}

} // namespace cleat
