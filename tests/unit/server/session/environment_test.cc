#include "server/session/environment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace cleat;

TEST_CASE("a program's environment is the client's with this terminal's variables, and little of the server's")
{
    const auto environment =
        session_environment({"PATH=/bin", "HOME=/home/ann", "SHELL=/bin/zsh", "USER=ann", "TZ=UTC", "LANG=server",
                             "LC_TIME=server", "TERM=dumb", "TMUX=x", "CLEAT_SESSION=outer", "OTHER=server"},
                            {"LC_ALL=de_DE.UTF-8", "PATH=/own", "SHELL="}, 7, "work");
    const auto has = [&environment](const char* variable) {
        return std::find(environment.begin(), environment.end(), variable) != environment.end();
    };

    CHECK(has("PATH=/own"));
    CHECK(has("SHELL="));
    for (const char* const basic : {"HOME=/home/ann", "USER=ann", "TZ=UTC"}) CHECK(has(basic));
    CHECK(value_of(environment, "OTHER").empty());
    CHECK(has("LC_ALL=de_DE.UTF-8"));
    CHECK(has("TERM=xterm-256color"));
    CHECK(has("COLORTERM=truecolor"));
    CHECK(has("TERM_PROGRAM=cleat"));
    CHECK(has("CLEAT_SESSION=work"));
    CHECK(has("CLEAT_SESSION_ID=7"));
    CHECK(value_of(environment, "LANG").empty());
    CHECK(value_of(environment, "LC_TIME").empty());
    CHECK(value_of(environment, "TMUX").empty());
    CHECK(value_of(session_environment({}, {}, 1, "x"), "LANG") == "C.UTF-8");
}

TEST_CASE("another user's program gets no variable of the server's environment")
{
    const UserAccount user{.name = "ann", .home = "/home/ann", .shell = "", .ids = {1'000, 1'000, {}}};
    const auto environment =
        session_environment({"HOME=/root", "SECRET=1", "SSH_AUTH_SOCK=/root/agent", "TZ=UTC", "PATH=/root/bin"},
                            {"LANG=de_DE.UTF-8", "GIVEN=1"}, 7, "work", user);

    const std::vector<std::string> expected{
        "CLEAT_SESSION=work",
        "CLEAT_SESSION_ID=7",
        "COLORTERM=truecolor",
        "GIVEN=1",
        "HOME=/home/ann",
        "LANG=de_DE.UTF-8",
        "LOGNAME=ann",
        "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games",
        "SHELL=/bin/sh",
        "TERM=xterm-256color",
        "TERM_PROGRAM=cleat",
        "TERM_PROGRAM_VERSION=" CLEAT_VERSION,
        "TZ=UTC",
        "USER=ann",
    };
    CHECK(environment == expected);
}
