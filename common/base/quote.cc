#include "common/base/quote.h"

#include "common/base/hidden_character.h"
#include "common/base/utf8.h"

#include <algorithm>

namespace cleat {
namespace {

constexpr std::string_view DIGITS = "0123456789abcdef";

/// A one-byte character that is not ASCII is a byte that is not UTF-8.
bool is_shown_as_it_is(Utf8Character character)
{
    return !is_hidden(character.code_point) && (character.length > 1 || character.code_point < 0x7f);
}

void append_escaped_byte(unsigned char byte, std::string& out)
{
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

/// Appends `\u{202e}`; control characters and invalid bytes are escaped byte by byte.
void append_escaped(Utf8Character character, std::string_view bytes, std::string& out)
{
    constexpr char32_t FIRST_AFTER_CONTROLS = 0xa0;
    if (character.length == 1 || character.code_point < FIRST_AFTER_CONTROLS) {
        for (const char byte : bytes) append_escaped_byte(static_cast<unsigned char>(byte), out);
        return;
    }
    std::string digits;
    for (char32_t rest = character.code_point; rest != 0; rest >>= 4U) digits += DIGITS[rest & 15U];
    out += "\\u{";
    out.append(digits.rbegin(), digits.rend());
    out += '}';
}

enum class Backslashes { doubled, kept };

std::string shown(std::string_view text, Backslashes backslashes)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto character = decode_utf8(text);
        const auto bytes = text.substr(0, character.length);
        text.remove_prefix(character.length);
        if (bytes == "\\" && backslashes == Backslashes::doubled) out += "\\\\";
        else if (is_shown_as_it_is(character)) out += bytes;
        else append_escaped(character, bytes, out);
    }
    return out;
}

/// The longest prefix of `text` of at most `most` bytes that does not end inside a character.
std::string_view front_of(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80) --most;
    return text.substr(0, most);
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
    return shown(text, Backslashes::doubled);
}

std::string visible(std::string_view text, std::size_t most)
{
    const auto front = front_of(text, most);
    return shown(front, Backslashes::kept) + (front.size() < text.size() ? "..." : "");
}

std::string in_quotes(std::string_view text, std::size_t most)
{
    const auto front = front_of(text, most);
    return '"' + printable(front) + (front.size() < text.size() ? "...\"" : "\"");
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
