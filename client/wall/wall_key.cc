#include "client/wall/wall_key.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cleat {

namespace {

constexpr std::array<std::pair<std::string_view, WallKey>, 20> KEYS = {{
    {"\x1b[A", WallKey::up},   {"\x1bOA", WallKey::up},       {"k", WallKey::up},         {"\x1b[B", WallKey::down},
    {"\x1bOB", WallKey::down}, {"j", WallKey::down},          {"\x1b[C", WallKey::right}, {"\x1bOC", WallKey::right},
    {"l", WallKey::right},     {"\x1b[D", WallKey::left},     {"\x1bOD", WallKey::left},  {"h", WallKey::left},
    {"\t", WallKey::next},     {"\x1b[Z", WallKey::previous}, {"\r", WallKey::zoom},      {"\n", WallKey::zoom},
    {"a", WallKey::attach},    {"q", WallKey::quit},          {"\x03", WallKey::quit},    {"\x1b", WallKey::all},
}};

/// The length of the escape sequence or single character at the start of `typed`.
std::size_t length_of_key(std::string_view typed)
{
    if (!typed.starts_with("\x1b[")) return typed.starts_with("\x1bO") ? std::min<std::size_t>(3, typed.size()) : 1;
    const auto final = std::find_if(typed.begin() + 2, typed.end(), [](char c) { return c >= '@' && c <= '~'; });
    return static_cast<std::size_t>(final - typed.begin()) + (final == typed.end() ? 0 : 1);
}

} // namespace

std::vector<WallKey> wall_keys(std::string_view typed)
{
    std::vector<WallKey> out;
    while (!typed.empty()) {
        const auto key = typed.substr(0, length_of_key(typed));
        typed.remove_prefix(key.size());
        const auto known = std::find_if(KEYS.begin(), KEYS.end(), [key](const auto& k) { return k.first == key; });
        if (known != KEYS.end()) out.push_back(known->second);
    }
    return out;
}

} // namespace cleat
