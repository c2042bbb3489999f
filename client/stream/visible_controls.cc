#include "client/stream/visible_controls.h"

#include "common/base/quote.h"
#include "common/base/utf8.h"

#include <algorithm>

namespace cleat {

namespace {

bool is_shown_as_it_is(Utf8Character character)
{
    const char32_t c = character.code_point;
    if (c == U'\n' || c == U'\r' || c == U'\t') return true;
    if (character.length == 1) return c >= 0x20 && c < 0x7f; // beyond, it is not UTF-8
    return c >= 0xa0;
}

/// Whether more bytes could make a character of these, which are no more than its first ones.
bool may_go_on(std::string_view bytes)
{
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; };
    return lead >= 0xc2 && lead <= 0xf4 && bytes.size() < length && std::ranges::all_of(bytes.substr(1), continues);
}

} // namespace

std::string VisibleControls::convert(std::string_view bytes)
{
    begun_ += bytes;
    std::string out;
    std::string_view rest = begun_;
    while (!rest.empty() && !may_go_on(rest)) {
        const auto character = decode_utf8(rest);
        const auto text = rest.substr(0, character.length);
        out += is_shown_as_it_is(character) ? std::string(text) : visible(text);
        rest.remove_prefix(character.length);
    }
    begun_ = std::string(rest);
    return out;
}

} // namespace cleat
