#include "client/tty/key_input.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

bool is_last_reply(const KeyEvent& event)
{
    const auto* const reply = std::get_if<ReplyEvent>(&event);
    return reply != nullptr && std::holds_alternative<LastReply>(reply->reply);
}

} // namespace

KeyInput::KeyInput(Loop& loop, std::optional<EscapeKey> escape, OnKeys on_keys)
    : escape_(escape),
      on_keys_(std::move(on_keys)),
      reader_(escape_),
      pending_timer_(loop, [this] { handle(reader_.flush()); }),
      replies_timer_(loop, [this] { expect_no_replies(); })
{}

void KeyInput::take(std::string_view bytes)
{
    handle(reader_.read(bytes));
}

void KeyInput::discard(std::string_view bytes)
{
    if (std::ranges::any_of(reader_.read(bytes), is_last_reply)) expect_no_replies();
}

void KeyInput::reset()
{
    pause();
    expect_no_replies();
    reader_ = KeyReader(escape_);
}

void KeyInput::expect_replies()
{
    reader_.set_expecting(true);
    replies_timer_.start(REPLIES_WITHIN);
}

void KeyInput::expect_no_replies()
{
    reader_.set_expecting(false);
    replies_timer_.stop();
}

/// The timer first: whoever is called back may pause it.
void KeyInput::handle(const std::vector<KeyEvent>& events)
{
    if (std::ranges::any_of(events, is_last_reply)) expect_no_replies();
    if (reader_.is_pending()) pending_timer_.start(reader_.patience());
    else pending_timer_.stop();
    if (!events.empty()) on_keys_(events);
}

} // namespace cleat
