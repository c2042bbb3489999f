#include "client/render/sequences.h"

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
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const auto byte = static_cast<unsigned char>(utf8[at]);
        const auto next = at + 1 < utf8.size() ? static_cast<unsigned char>(utf8[at + 1]) : 0U;
        if (byte == 0xc2 && next >= 0x80 && next < 0xa0) { // a C1 control
            ++at;
        } else if (byte >= 0x20 && byte != 0x7f) {
            out += utf8[at];
        }
    }
}

} // namespace cleat
