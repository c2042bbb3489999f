#include "common/player/player_key.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cleat {

namespace {

constexpr std::array<std::pair<std::string_view, PlayerKey>, 48> KEYS = {{
    {" ", PlayerKey::pause},
    {".", PlayerKey::step},
    {"\x1b[D", PlayerKey::back},
    {"\x1bOD", PlayerKey::back},
    {"\x1b[C", PlayerKey::forward},
    {"\x1bOC", PlayerKey::forward},
    {"\x1b[B", PlayerKey::far_back},
    {"\x1bOB", PlayerKey::far_back},
    {"\x1b[A", PlayerKey::far_forward},
    {"\x1bOA", PlayerKey::far_forward},
    {"<", PlayerKey::slower},
    {",", PlayerKey::slower},
    {">", PlayerKey::faster},
    {"[", PlayerKey::previous_marker},
    {"]", PlayerKey::next_marker},
    {"m", PlayerKey::markers},
    {"/", PlayerKey::search},
    {"n", PlayerKey::next_match},
    {"N", PlayerKey::previous_match},
    {"g", PlayerKey::begin},
    {"\x1b[H", PlayerKey::begin},
    {"\x1bOH", PlayerKey::begin},
    {"\x1b[1~", PlayerKey::begin},
    {"G", PlayerKey::end},
    {"\x1b[F", PlayerKey::end},
    {"\x1bOF", PlayerKey::end},
    {"\x1b[4~", PlayerKey::end},
    {"l", PlayerKey::loop},
    {"\x1b[1;2A", PlayerKey::pan_up},
    {"\x1b[1;2B", PlayerKey::pan_down},
    {"\x1b[1;2C", PlayerKey::pan_right},
    {"\x1b[1;2D", PlayerKey::pan_left},
    {"K", PlayerKey::pan_up},
    {"J", PlayerKey::pan_down},
    {"L", PlayerKey::pan_right},
    {"H", PlayerKey::pan_left},
    {"c", PlayerKey::follow},
    {"?", PlayerKey::help},
    {"h", PlayerKey::help},
    {"\r", PlayerKey::enter},
    {"\n", PlayerKey::enter},
    {"\x1b", PlayerKey::cancel},
    {"q", PlayerKey::quit},
    {"Q", PlayerKey::quit},
    {"\x03", PlayerKey::quit},
    {"\x04", PlayerKey::quit},
    {"\x1b[5~", PlayerKey::far_forward},
    {"\x1b[6~", PlayerKey::far_back},
}};

/// The length of the first key in `typed`: an escape sequence or one byte.
std::size_t length_of_key(std::string_view typed)
{
    if (!typed.starts_with("\x1b[")) return typed.starts_with("\x1bO") ? std::min<std::size_t>(3, typed.size()) : 1;
    const auto final = std::find_if(typed.begin() + 2, typed.end(), [](char c) { return c >= '@' && c <= '~'; });
    return static_cast<std::size_t>(final - typed.begin()) + (final == typed.end() ? 0 : 1);
}

} // namespace

std::optional<PlayerPress> take_player_key(std::string_view& typed)
{
    const auto key = typed.substr(0, length_of_key(typed));
    typed.remove_prefix(key.size());
    if (key.size() == 1 && key[0] >= '0' && key[0] <= '9') return PlayerPress{PlayerKey::part, key[0] - '0'};
    const auto known = std::find_if(KEYS.begin(), KEYS.end(), [key](const auto& k) { return k.first == key; });
    if (known == KEYS.end()) return std::nullopt;
    return PlayerPress{known->second};
}

std::vector<std::string> player_help(PlayerExit exit)
{
    std::vector<std::string> out{"space         pause, resume",
                                 ".             single step",
                                 "left right    5 seconds",
                                 "up down       1 minute",
                                 "< >           slower, faster",
                                 "[ ]           previous, next marker",
                                 "m             list the markers",
                                 "/             search",
                                 "n N           next, previous match",
                                 "0-9           go to 0% ... 90%",
                                 "g G           start, end",
                                 "l             loop",
                                 "shift+arrows  pan",
                                 "c             follow the cursor"};
    out.insert(out.begin(), exit == PlayerExit::quit ? "q             quit" : "q ESC         back to the live session");
    return out;
}

} // namespace cleat
