#include "client/tty/key_input.h"

#include <utility>

namespace cleat {

namespace {

template <class Kind>
bool is_reply(const KeyEvent& event)
{
    const auto* const reply = std::get_if<ReplyEvent>(&event);
    return reply != nullptr && std::holds_alternative<Kind>(reply->reply);
}

} // namespace

KeyInput::KeyInput(Loop& loop, std::optional<EscapeKey> escape, Handlers handlers)
    : escape_(escape),
      handlers_(std::move(handlers)),
      reader_(escape_),
      pending_timer_(loop, [this] { handle(reader_.flush()); }),
      replies_timer_(loop, [this] { replies_late(); })
{}

void KeyInput::take(std::string_view bytes)
{
    handle(reader_.read(bytes));
}

void KeyInput::discard(std::string_view bytes)
{
    auto events = reader_.read(bytes);
    take_replies(events);
}

void KeyInput::reset()
{
    pause();
    expect_no_replies();
    reader_ = KeyReader(escape_);
}

void KeyInput::expect_replies()
{
    awaits_last_reply_ = true;
    expect();
}

void KeyInput::expect_clipboard()
{
    awaits_clipboard_ = true;
    expect();
}

void KeyInput::expect()
{
    reader_.set_expecting(true);
    replies_timer_.start(REPLIES_WITHIN);
}

void KeyInput::expect_no_replies()
{
    awaits_last_reply_ = false;
    awaits_clipboard_ = false;
    reader_.set_expecting(false);
    replies_timer_.stop();
}

void KeyInput::replies_late()
{
    const bool lacks_last = awaits_last_reply_;
    expect_no_replies();
    if (lacks_last && handlers_.on_unanswered) handlers_.on_unanswered();
}

void KeyInput::take_replies(std::vector<KeyEvent>& events)
{
    std::erase_if(events, [this](const KeyEvent& event) {
        if (is_reply<LastReply>(event)) awaits_last_reply_ = false;
        return is_reply<ClipboardReply>(event) && !std::exchange(awaits_clipboard_, false);
    });
    if (!awaits_last_reply_ && !awaits_clipboard_ && replies_timer_.is_running()) expect_no_replies();
}

/// Sets the timer before it calls back: the callback may stop it.
void KeyInput::handle(std::vector<KeyEvent> events)
{
    take_replies(events);
    if (reader_.is_pending()) pending_timer_.start(reader_.patience());
    else pending_timer_.stop();
    if (!events.empty()) handlers_.on_keys(events);
}

} // namespace cleat
