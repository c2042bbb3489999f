#include "client/verbs/json_text.h"

#include "common/base/hidden_character.h"
#include "common/base/utf8.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace cleat {

namespace {

void append_escaped_unit(unsigned unit, std::string& out)
{
    constexpr std::string_view HEX = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += HEX[unit >> shift & 15U];
}

/// Appends one or two UTF-16 units (RFC 8259, 7).
void append_escaped_character(char32_t c, std::string& out)
{
    constexpr char32_t FIRST_OF_TWO = 0x10000;
    if (c < FIRST_OF_TWO) return append_escaped_unit(c, out);
    append_escaped_unit(0xd800U + (c - FIRST_OF_TWO) / 0x400, out);
    append_escaped_unit(0xdc00U + (c - FIRST_OF_TWO) % 0x400, out);
}

/// Escapes hidden characters beyond ASCII; the JSON library escapes the others, and newlines between values must stay.
std::string with_hidden_escaped(std::string_view text)
{
    constexpr char32_t DELETE = 0x7f;
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Utf8Character c = decode_utf8(text);
        if (c.code_point >= DELETE && is_hidden(c.code_point)) append_escaped_character(c.code_point, out);
        else out += text.substr(0, c.length);
        text.remove_prefix(c.length);
    }
    return out;
}

} // namespace

std::string json_text(const nlohmann::json& value, int indent)
{
    return with_hidden_escaped(value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace cleat
