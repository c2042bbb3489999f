#include "common/player/search_prompt.h"

#include "common/player/player_key.h"

#include <utility>

namespace cleat {

namespace {

void drop_last_character(std::string& text)
{
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
}

} // namespace

std::optional<std::string> SearchPrompt::take(std::string_view& typed)
{
    if (typed.size() > 1 && typed.front() == '\x1b') {
        (void)take_player_key(typed); // an arrow, for example, which is not text
        return std::nullopt;
    }
    const char c = typed.front();
    typed.remove_prefix(1);
    if (c == '\x1b' || c == '\x03') text_.reset();
    else if (c == '\r' || c == '\n') return std::exchange(text_, std::nullopt);
    else if (c == '\x7f' || c == '\b') drop_last_character(*text_);
    else if (static_cast<unsigned char>(c) >= 0x20) text_->push_back(c);
    return std::nullopt;
}

} // namespace cleat
