#include "server/program/input_privacy.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace cleat {

namespace {

/// Shells, also under their login names. Not fish, which also reads a password key by key, like any other line.
bool is_shell(const std::vector<std::string>& command)
{
    constexpr std::array<std::string_view, 9> SHELLS{"bash", "zsh", "sh", "dash", "ksh", "mksh", "tcsh", "csh", "ash"};
    if (command.empty()) return false;
    std::string_view name = command.front();
    name.remove_prefix(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
    if (name.starts_with('-')) name.remove_prefix(1);
    return std::ranges::find(SHELLS, name) != SHELLS.end();
}

} // namespace

bool may_keep_input(Echo echo, InFront front, const std::vector<std::string>& command)
{
    switch (echo) {
    case Echo::on: return true;
    case Echo::off_for_a_line: return false;
    case Echo::off_for_each_key: break;
    }
    return front == InFront::own_program && is_shell(command);
}

} // namespace cleat
