#include "common/base/passed_variables.h"

#include <doctest/doctest.h>

using namespace cleat;

using Variables = std::vector<std::string>;

TEST_CASE("variables about a client's terminal, multiplexer, editor or connection do not pass, and all others do")
{
    for (const char* const name : {"ITERM_SESSION_ID",
                                   "WEZTERM_PANE",
                                   "GHOSTTY_RESOURCES_DIR",
                                   "KITTY_PID",
                                   "KITTY_LISTEN_ON",
                                   "TERMINFO",
                                   "ALACRITTY_WINDOW_ID",
                                   "KONSOLE_VERSION",
                                   "XTERM_VERSION",
                                   "WT_SESSION",
                                   "COLORFGBG",
                                   "GPG_TTY",
                                   "EAT_SHELL_INTEGRATION_DIR",
                                   "ASCIINEMA_SESSION",
                                   "ZELLIJ",
                                   "ZELLIJ_SESSION_NAME",
                                   "ZMX_SESSION",
                                   "NVIM",
                                   "VIM",
                                   "INSIDE_EMACS",
                                   "VSCODE_INJECTION",
                                   "SSH_TTY",
                                   "SSH_CLIENT",
                                   "SSH_CONNECTION",
                                   "TMUX",
                                   "TMUX_PANE",
                                   "STY",
                                   "TERM",
                                   "TERM_PROGRAM",
                                   "COLORTERM",
                                   "LC_TERMINAL_VERSION",
                                   "CLEAT_SESSION_ID",
                                   "NOTIFY_SOCKET",
                                   "PWD",
                                   "_"})
        CHECK_MESSAGE(describes_surroundings(name), name);
    for (const char* const name :
         {"PATH", "HOME", "LANG", "LC_ALL", "EDITOR", "SSH_AUTH_SOCK", "TERMINFO_DIRS", "NVIM_APPNAME", "VIMINIT",
          "WINDOWS", "CLEAT_RUNTIME_DIR", "DISPLAY", "XDG_RUNTIME_DIR", "TMUXINATOR_CONFIG", "STYLE", "TZ", "__X"})
        CHECK_MESSAGE(!describes_surroundings(name), name);
}

TEST_CASE("variables pass in order, and strings that are not variables do not pass")
{
    const Variables environment{"B=2", "TERM=xterm", "A=x=y", "E=", "no variable", "=x", "SSH_TTY=/dev/pts/1"};

    CHECK(passed_variables(environment, {}) == Variables{"B=2", "A=x=y", "E="});
}

TEST_CASE("only named variables pass; a full name always passes unless it is withheld")
{
    const Variables environment{"LANG=C", "LC_ALL=C", "LC_TERMINAL=x", "SSH_TTY=/dev/pts/1", "OTHER=1"};

    CHECK(passed_variables(environment, {{"LANG", "LC_*"}, {}}) == Variables{"LANG=C", "LC_ALL=C"});
    CHECK(passed_variables(environment, {{"SSH_TTY"}, {}}) == Variables{"SSH_TTY=/dev/pts/1"});
    CHECK(passed_variables(environment, {{"*", "SSH_TTY"}, {"LC_*", "OTHER"}}) ==
          Variables{"LANG=C", "SSH_TTY=/dev/pts/1"});
    CHECK(passed_variables(environment, {{"SSH_TTY"}, {"SSH_*"}}).empty());
    CHECK(passed_variables(environment, {{}, {}}).empty());
}
