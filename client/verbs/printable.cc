#include "client/verbs/printable.h"

#include "common/base/utf8.h"

#include <string_view>

namespace cleat {

std::string printable(const std::string& text)
{
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        const Utf8Character c = decode_utf8(rest);
        const bool is_control = c.code_point < 0x20 || (c.code_point >= 0x7f && c.code_point < 0xa0);
        append_utf8(is_control ? U'?' : c.code_point, out);
        rest.remove_prefix(c.length);
    }
    return out;
}

} // namespace cleat
