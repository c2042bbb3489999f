#include "client/dashboard/dashboard_key.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cleat {

namespace {

constexpr std::array<std::pair<std::string_view, DashboardKey>, 20> KEYS = {{
    {"\x1b[A", DashboardKey::up},    {"\x1bOA", DashboardKey::up},       {"k", DashboardKey::up},
    {"\x1b[B", DashboardKey::down},  {"\x1bOB", DashboardKey::down},     {"j", DashboardKey::down},
    {"\x1b[C", DashboardKey::right}, {"\x1bOC", DashboardKey::right},    {"l", DashboardKey::right},
    {"\x1b[D", DashboardKey::left},  {"\x1bOD", DashboardKey::left},     {"h", DashboardKey::left},
    {"\t", DashboardKey::next},      {"\x1b[Z", DashboardKey::previous}, {"\r", DashboardKey::zoom},
    {"\n", DashboardKey::zoom},      {"a", DashboardKey::attach},        {"q", DashboardKey::quit},
    {"\x03", DashboardKey::quit},    {"\x1b", DashboardKey::all},
}};

/// The length of the escape sequence or single character at the start of `typed`.
std::size_t length_of_key(std::string_view typed)
{
    if (!typed.starts_with("\x1b[")) return typed.starts_with("\x1bO") ? std::min<std::size_t>(3, typed.size()) : 1;
    const auto final = std::find_if(typed.begin() + 2, typed.end(), [](char c) { return c >= '@' && c <= '~'; });
    return static_cast<std::size_t>(final - typed.begin()) + (final == typed.end() ? 0 : 1);
}

} // namespace

std::vector<DashboardKey> dashboard_keys(std::string_view typed)
{
    std::vector<DashboardKey> out;
    while (!typed.empty()) {
        const auto key = typed.substr(0, length_of_key(typed));
        typed.remove_prefix(key.size());
        const auto known = std::find_if(KEYS.begin(), KEYS.end(), [key](const auto& k) { return k.first == key; });
        if (known != KEYS.end()) out.push_back(known->second);
    }
    return out;
}

} // namespace cleat
