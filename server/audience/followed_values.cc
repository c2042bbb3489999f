#include "server/audience/followed_values.h"

#include <algorithm>

namespace cleat {

namespace {

constexpr std::size_t LIMIT = 64;
constexpr std::size_t LONGEST = 4'096;

bool is_name(std::string_view text)
{
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && !is_digit(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return is_letter(c) || is_digit(c); });
}

} // namespace

FollowedValues followed_values(const std::vector<std::string>& variables)
{
    FollowedValues out;
    for (const std::string& variable : variables) {
        const auto equals = variable.find('=');
        if (equals == std::string::npos || variable.size() > LONGEST || out.size() >= LIMIT) continue;
        const std::string name = variable.substr(0, equals);
        const std::string value = variable.substr(equals + 1);
        if (is_name(name) && value.find('\0') == std::string::npos) out.insert_or_assign(name, value);
    }
    return out;
}

} // namespace cleat
