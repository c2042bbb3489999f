#include "common/render/sequences.h"

#include "common/base/hidden_character.h"
#include "common/base/utf8.h"

#include <charconv>

namespace cleat {

void append_number(std::string& out, int number)
{
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_csi(std::string& out, std::string_view prefix, std::initializer_list<int> parameters,
                std::string_view final)
{
    out += "\x1b[";
    out += prefix;
    const char* separator = "";
    for (int parameter : parameters) {
        out += separator;
        append_number(out, parameter);
        separator = ";";
    }
    out += final;
}

void append_private_mode(std::string& out, int mode, bool on)
{
    append_csi(out, "?", {mode}, on ? "h" : "l");
}

void append_osc(std::string& out, std::string_view text)
{
    out += "\x1b]";
    append_printable(out, text);
    out += "\x1b\\";
}

void append_title(std::string& out, int which, std::string_view title)
{
    std::string text = std::to_string(which) + ';';
    while (!title.empty()) {
        const Utf8Character character = decode_utf8(title);
        if (!is_hidden(character.code_point)) text += title.substr(0, character.length);
        title.remove_prefix(character.length);
    }
    append_osc(out, text);
}

void append_printable(std::string& out, std::string_view utf8)
{
    while (!utf8.empty()) {
        const Utf8Character character = decode_utf8(utf8);
        const char32_t c = character.code_point;
        const bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
        if (!is_control && !character.is_invalid()) out += utf8.substr(0, character.length);
        utf8.remove_prefix(character.length);
    }
}

} // namespace cleat
