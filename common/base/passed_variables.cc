#include "common/base/passed_variables.h"

#include "common/base/name_pattern.h"

#include <unistd.h>

#include <algorithm>

namespace cleat {

namespace {

/// Names; one that ends in `*` is a prefix.
constexpr std::string_view SURROUNDINGS[] = {
    // terminals
    "TERM", "TERM_*", "TERMCAP", "TERMINFO", "TERMINAL_EMULATOR", "COLORTERM", "COLORFGBG", "LINES", "COLUMNS",
    "WINDOWID", "GPG_TTY", "SUDO_TTY", "LC_TERMINAL*", "LC_EXTRATERM*", "ALACRITTY_*", "ConEmu*", "CONTOUR_*",
    "DOMTERM*", "EAT_*", "EXTRATERM_*", "GHOSTTY_*", "GNOME_TERMINAL_*", "GUAKE_*", "ITERM*", "JEDITERM_*", "KITTY_*",
    "KONSOLE_*", "MLTERM*", "PROFILEHOME", "PTYXIS_*", "RIO_*", "SHELL_SESSION_ID", "TABBY_*", "TERMINATOR_*",
    "TERMINOLOGY*", "TERMUX_APP_*", "TILIX_ID", "VTE_*", "WARP_*", "WEZTERM_*", "WT_*", "XTERM_*", "YAKUAKE_*",
    // multiplexers and other programs that keep sessions
    "ABDUCO_*", "ASCIINEMA_REC", "ASCIINEMA_SESSION", "BYOBU_*", "CLEAT_SESSION*", "DTACH_*", "DVTM*", "SHPOOL_*",
    "STY", "TMUX", "TMUX_*", "WINDOW", "ZELLIJ", "ZELLIJ_*", "ZMX_*",
    // editors and other programs that run shells
    "EMACS", "INSIDE_EMACS", "JPY_PARENT_PID", "MC_SID", "MC_TMPDIR", "MYVIMRC", "NVIM", "NVIM_LISTEN_ADDRESS", "VIM",
    "VIMRUNTIME", "VIM_SERVERNAME", "VIM_TERMINAL", "VSCODE_*", "ZED_*", "__INTELLIJ_*",
    // connections
    "ET_VERSION", "MOSH_*", "SSH_CLIENT", "SSH_CONNECTION", "SSH_ORIGINAL_COMMAND", "SSH_TTY", "SSH_USER_AUTH",
    // service managers (systemd.exec(5), sd_notify(3))
    "INVOCATION_ID", "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "MAINPID", "MANAGERPID",
    "MEMORY_PRESSURE_*", "NOTIFY_SOCKET", "SYSTEMD_EXEC_PID", "WATCHDOG_PID", "WATCHDOG_USEC",
    // shells: current and previous directory, nesting level, last command
    "OLDPWD", "PWD", "SHLVL", "_"};

bool matches_any(std::string_view name, const std::vector<std::string>& patterns)
{
    return std::ranges::any_of(patterns, [name](std::string_view pattern) { return matches(name, pattern); });
}

bool passes(std::string_view name, const PassRule& rule)
{
    if (matches_any(name, rule.withheld)) return false;
    if (std::ranges::find(rule.passed, name) != rule.passed.end()) return true;
    return matches_any(name, rule.passed) && !describes_surroundings(name);
}

} // namespace

bool describes_surroundings(std::string_view name)
{
    return std::ranges::any_of(SURROUNDINGS, [name](std::string_view pattern) { return matches(name, pattern); });
}

std::vector<std::string> passed_variables(std::span<const std::string> environment, const PassRule& rule)
{
    std::vector<std::string> out;
    for (const std::string& variable : environment) {
        const auto equals = variable.find('=');
        if (equals == std::string::npos || equals == 0) continue;
        if (passes(std::string_view(variable).substr(0, equals), rule)) out.push_back(variable);
    }
    return out;
}

std::vector<std::string> own_environment()
{
    std::vector<std::string> out;
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable)
        out.emplace_back(*variable);
    return out;
}

} // namespace cleat
