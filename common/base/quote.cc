#include "common/base/quote.h"

#include "common/base/utf8.h"

#include <algorithm>

namespace cleat {
namespace {

bool is_shown_as_it_is(Utf8Character character)
{
    if (character.length == 1) return character.code_point >= 0x20 && character.code_point < 0x7f;
    return character.code_point >= 0xa0; // below are the C1 controls
}

void append_escaped(unsigned char byte, std::string& out)
{
    constexpr std::string_view DIGITS = "0123456789abcdef";
    switch (byte) {
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case 0x1b: out += "\\e"; return;
    default: break;
    }
    out += "\\x";
    out += DIGITS[byte >> 4U];
    out += DIGITS[byte & 15U];
}

bool is_plain_for_a_shell(char byte)
{
    constexpr std::string_view PLAIN = "_-+./:,@%=";
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           PLAIN.find(byte) != std::string_view::npos;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const auto character = decode_utf8(text);
        const auto bytes = text.substr(0, character.length);
        text.remove_prefix(character.length);
        if (bytes == "\\") shown += "\\\\";
        else if (is_shown_as_it_is(character)) shown += bytes;
        else
            for (const char byte : bytes) append_escaped(static_cast<unsigned char>(byte), shown);
    }
    return shown;
}

std::string in_quotes(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return '"' + printable(text) + '"';
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80) --most; // not inside a character
    return '"' + printable(text.substr(0, most)) + "...\"";
}

std::string shell_word(std::string_view text)
{
    if (!text.empty() && std::ranges::all_of(text, is_plain_for_a_shell)) return std::string(text);
    std::string word = "'";
    for (const char byte : text) {
        if (byte == '\'') word += "'\\''";
        else word += byte;
    }
    return word + '\'';
}

std::string shell_line(std::span<const std::string> words)
{
    std::string line;
    for (const auto& word : words) {
        if (!line.empty()) line += ' ';
        line += shell_word(word);
    }
    return line;
}

} // namespace cleat
