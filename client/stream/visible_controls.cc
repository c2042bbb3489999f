#include "client/stream/visible_controls.h"

#include "common/base/quote.h"
#include "common/base/utf8.h"

#include <algorithm>
#include <optional>

namespace cleat {

namespace {

bool is_shown_as_it_is(Utf8Character character)
{
    const char32_t c = character.code_point;
    if (c == U'\n' || c == U'\r' || c == U'\t') return true;
    if (character.length == 1) return c >= 0x20 && c < 0x7f; // from 0x80 on, a single byte is not UTF-8
    return c >= 0xa0;
}

/// Whether `bytes` is an incomplete UTF-8 character that more bytes could complete.
bool is_incomplete(std::string_view bytes)
{
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; };
    return lead >= 0xc2 && lead <= 0xf4 && bytes.size() < length && std::ranges::all_of(bytes.substr(1), continues);
}

/// Length of the SGR sequence (ECMA-48 8.3.117) at the start of `bytes`; 0 if there is none, and nothing if more bytes
/// could complete one.
std::optional<std::size_t> rendition_length(std::string_view bytes)
{
    constexpr std::size_t LONGEST = 64;
    constexpr std::string_view BEGIN = "\x1b[";
    if (bytes.size() < BEGIN.size()) return BEGIN.starts_with(bytes) ? std::nullopt : std::optional<std::size_t>(0);
    if (!bytes.starts_with(BEGIN)) return 0;
    const std::size_t end = bytes.find_first_not_of("0123456789;:", BEGIN.size());
    if (end == std::string_view::npos) return bytes.size() < LONGEST ? std::nullopt : std::optional<std::size_t>(0);
    return bytes[end] == 'm' && end < LONGEST ? end + 1 : 0;
}

} // namespace

std::string VisibleControls::convert(std::string_view bytes)
{
    begun_ += bytes;
    std::string out;
    std::string_view rest = begun_;
    while (!rest.empty() && !is_incomplete(rest)) {
        const auto rendition = rendition_length(rest);
        if (!rendition) break;
        out += rest.substr(0, *rendition);
        rest.remove_prefix(*rendition);
        if (*rendition > 0) continue;
        const auto character = decode_utf8(rest);
        const auto text = rest.substr(0, character.length);
        out += is_shown_as_it_is(character) ? std::string(text) : visible(text);
        rest.remove_prefix(character.length);
    }
    begun_ = std::string(rest);
    return out;
}

} // namespace cleat
