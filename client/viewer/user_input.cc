#include "client/viewer/user_input.h"

#include <utility>

namespace cleat {

UserInput::UserInput(Loop& loop, LastingAttachment& attachment, Handlers handlers)
    : attachment_(attachment),
      handlers_(std::move(handlers)),
      leave_timer_(loop, [this] { give_up_leaving(); }),
      stall_timer_(loop, [this] { give_up_leaving(); })
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
    if (leaving_ == Leaving::sending) stall_timer_.start(LEAVE_STALLED);
    send();
}

void UserInput::send()
{
    if (attachment_.is_lost() || leaving_ == Leaving::asked) return;
    while (const auto message = outbox_.next(attachment_.pending())) attachment_.tell(*message);
    handlers_.on_room(!outbox_.is_full());
    go_on_leaving();
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
    if (is_leaving()) give_up_leaving();
}

void UserInput::leave()
{
    leaving_ = Leaving::sending;
    leave_timer_.start(LEAVE_WITHIN);
    stall_timer_.start(LEAVE_STALLED);
    send();
}

void UserInput::go_on_leaving()
{
    if (leaving_ != Leaving::sending || !outbox_.is_empty()) return;
    leaving_ = Leaving::asked;
    stall_timer_.stop();
    leave_timer_.start(LEAVE_WITHIN);
    attachment_.tell(Detach());
}

/// Drops the rest of the input and detaches, or leaves without an answer if `Detach` was already sent.
void UserInput::give_up_leaving()
{
    undelivered_ += outbox_.drop();
    if (leaving_ == Leaving::sending && !attachment_.is_lost()) return go_on_leaving();
    handlers_.on_left();
}

std::size_t UserInput::take_undelivered()
{
    return std::exchange(undelivered_, 0) + outbox_.drop();
}

} // namespace cleat
