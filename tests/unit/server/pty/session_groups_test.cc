#include "server/pty/session_groups.h"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

using namespace cleat;

TEST_CASE("a process's group and session are read past a name that looks like fields")
{
    const auto expected = ProcessStatus{.pid = 12, .group = 34, .session = 56};

    CHECK(parse_process_status("12 (sh) S 1 34 56 0 -1") == expected);
    CHECK(parse_process_status("12 (a) S 9 9 9 (b) R 1 34 56 0") == expected);
    CHECK(parse_process_status("12 () ) S 1 34 56") == expected);
}

TEST_CASE("what is not a status line is nothing")
{
    for (const char* line : {"", "12", "12 (sh", "12 (sh)", "12 (sh) S 1 34", "x (sh) S 1 34 56", "12 (sh) S 1 x y"}) {
        CAPTURE(std::string(line));
        CHECK_FALSE(parse_process_status(line).has_value());
    }
}

TEST_CASE("our own group is of our session and of no other")
{
    const pid_t group = ::getpgrp();
    const pid_t session = ::getsid(0);
    if (group <= 1 || session <= 1) return; // the first process of a container may have neither

    CHECK(is_group_of(group, session));
    CHECK_FALSE(is_group_of(group, session + 1));
    CHECK_FALSE(is_group_of(0, session));
    CHECK_FALSE(is_group_of(1, 1));
    CHECK_FALSE(is_group_of(-1, session));
}

TEST_CASE("a process that leads no group is not taken for one")
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    REQUIRE(child > 0);

    CHECK_FALSE(is_group_of(child, ::getsid(0)));

    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}
