#include "client/verbs/shell_variable.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

namespace {

const std::vector<std::string> FOLLOWED{"DISPLAY", "SSH_AUTH_SOCK", "PATH", "LD_PRELOAD", "BASH_ENV", "X;id"};

} // namespace

TEST_CASE("a server can set only variables with harmless names")
{
    for (const char* const name : {"DISPLAY", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_CONNECTION", "WAYLAND_DISPLAY",
                                   "XAUTHORITY", "KRB5CCNAME", "_x1"})
        CHECK(is_harmless_name(name));
    for (const char* const name : {"",
                                   "1x",
                                   "a-b",
                                   "X;id",
                                   "x$(id)",
                                   "a\nb",
                                   "PATH",
                                   "LD_PRELOAD",
                                   "BASH_ENV",
                                   "ENV",
                                   "IFS",
                                   "PS4",
                                   "PROMPT_COMMAND",
                                   "SHELLOPTS",
                                   "BASHOPTS",
                                   "PERL5LIB",
                                   "PERL5OPT",
                                   "PYTHONPATH",
                                   "RUBYOPT",
                                   "NODE_OPTIONS",
                                   "GIT_SSH",
                                   "DYLD_INSERT_LIBRARIES",
                                   "EDITOR",
                                   "BASH_FUNC_x%%"})
        CHECK_FALSE(is_harmless_name(name));
}

TEST_CASE("a variable is not set if it is not followed, not harmless, malformed, or has control characters")
{
    CHECK(assignment("DISPLAY=:1", FOLLOWED, Shell::posix) == "export DISPLAY=:1\n");
    for (const std::string variable : {"XAUTHORITY=x", "PATH=/tmp", "LD_PRELOAD=/tmp/x.so", "BASH_ENV=/tmp/x", "X;id=1",
                                       "DISPLAY", "=x", "DISPLAY=\x1b]52;c;eA==\a", "DISPLAY=\x7f"})
        CHECK_FALSE(assignment(variable, FOLLOWED, Shell::posix).has_value());
    CHECK_FALSE(assignment(std::string("DISPLAY=a\0b", 11), FOLLOWED, Shell::posix).has_value());
}

TEST_CASE("values are quoted for the requested shell")
{
    CHECK(assignment("DISPLAY=a'; id; '\\", FOLLOWED, Shell::posix) == "export DISPLAY='a'\\''; id; '\\''\\'\n");
    CHECK(assignment("DISPLAY=a'; id; '\\", FOLLOWED, Shell::fish) == "set -gx DISPLAY 'a\\'; id; \\'\\\\'\n");
    CHECK(assignment("DISPLAY=a\nid", FOLLOWED, Shell::posix) == "export DISPLAY='a\nid'\n");
    CHECK(assignment("DISPLAY=", FOLLOWED, Shell::fish) == "set -gx DISPLAY ''\n");
}
