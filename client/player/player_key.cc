#include "client/player/player_key.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cleat {

namespace {

using Key = PlayerKey;

constexpr std::array<std::pair<std::string_view, Key>, 48> KEYS = {{
    {" ", Key::pause},
    {".", Key::step},
    {"\x1b[D", Key::back},
    {"\x1bOD", Key::back},
    {"\x1b[C", Key::forward},
    {"\x1bOC", Key::forward},
    {"\x1b[B", Key::far_back},
    {"\x1bOB", Key::far_back},
    {"\x1b[A", Key::far_forward},
    {"\x1bOA", Key::far_forward},
    {"<", Key::slower},
    {",", Key::slower},
    {">", Key::faster},
    {"[", Key::previous_marker},
    {"]", Key::next_marker},
    {"m", Key::markers},
    {"/", Key::search},
    {"n", Key::next_match},
    {"N", Key::previous_match},
    {"g", Key::begin},
    {"\x1b[H", Key::begin},
    {"\x1bOH", Key::begin},
    {"\x1b[1~", Key::begin},
    {"G", Key::end},
    {"\x1b[F", Key::end},
    {"\x1bOF", Key::end},
    {"\x1b[4~", Key::end},
    {"l", Key::loop},
    {"\x1b[1;2A", Key::pan_up},
    {"\x1b[1;2B", Key::pan_down},
    {"\x1b[1;2C", Key::pan_right},
    {"\x1b[1;2D", Key::pan_left},
    {"K", Key::pan_up},
    {"J", Key::pan_down},
    {"L", Key::pan_right},
    {"H", Key::pan_left},
    {"c", Key::follow},
    {"?", Key::help},
    {"h", Key::help},
    {"\r", Key::enter},
    {"\n", Key::enter},
    {"\x1b", Key::cancel},
    {"q", Key::quit},
    {"Q", Key::quit},
    {"\x03", Key::quit},
    {"\x04", Key::quit},
    {"\x1b[5~", Key::far_forward},
    {"\x1b[6~", Key::far_back},
}};

/// Bytes of the escape sequence, or of the one byte, that `typed` begins with.
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
    if (key.size() == 1 && key[0] >= '0' && key[0] <= '9') return PlayerPress{Key::part, key[0] - '0'};
    const auto known = std::find_if(KEYS.begin(), KEYS.end(), [key](const auto& k) { return k.first == key; });
    if (known == KEYS.end()) return std::nullopt;
    return PlayerPress{known->second};
}

std::string player_help(PlayerExit exit)
{
    const std::string out = "space pause  . step  arrows 5 s, 1 min  <> speed  [] markers  m list  / n N search  "
                            "0-9 tenths  g G ends  l loop  shift+arrows pan  q quit";
    // First what is looked for first, where the line is too long.
    return exit == PlayerExit::quit ? out : "q ESC live  " + out.substr(0, out.rfind("  q "));
}

} // namespace cleat
