#include "server/session/session_name.h"

#include "common/base/utf8.h"

#include <string>

namespace cleat {

namespace {

constexpr std::size_t LONGEST_NAME = 64;

bool is_allowed(char32_t c)
{
    if (c >= 0xa0) return c != 0xfffd;
    if (c >= 'a' && c <= 'z') return true;
    if (c >= 'A' && c <= 'Z') return true;
    if (c >= '0' && c <= '9') return true;
    return c == '.' || c == '_' || c == '-' || c == '+' || c == '@';
}

} // namespace

Result<void> check_session_name(std::string_view name)
{
    const auto refuse = [](const std::string& why) { return Error("a session's name " + why, ErrorCode::invalid); };
    if (name.empty()) return refuse("must not be empty");
    if (name.size() > LONGEST_NAME) return refuse("must be at most 64 bytes");
    if (name.front() == '-' || name.front() == '.') return refuse("must not start with \"-\" or \".\"");
    for (std::string_view rest = name; !rest.empty();) {
        const Utf8Character c = decode_utf8(rest);
        if (!is_allowed(c.code_point)) return refuse("must contain only letters, digits, and any of . _ - + @");
        rest.remove_prefix(c.length);
    }
    return {};
}

} // namespace cleat
