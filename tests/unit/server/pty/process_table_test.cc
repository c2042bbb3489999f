#include "server/pty/process_table.h"

#include "server/pty/process_scan.h"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

using namespace cleat;

TEST_CASE("a process's group and session are parsed even after a name that looks like fields")
{
    const auto expected = ProcessStatus{.pid = 12, .group = 34, .session = 56};

    CHECK(parse_process_status("12 (sh) S 1 34 56 0 -1") == expected);
    CHECK(parse_process_status("12 (a) S 9 9 9 (b) R 1 34 56 0") == expected);
    CHECK(parse_process_status("12 () ) S 1 34 56") == expected);
}

TEST_CASE("a line that is not a status line is rejected")
{
    for (const char* line : {"", "12", "12 (sh", "12 (sh)", "12 (sh) S 1 34", "x (sh) S 1 34 56", "12 (sh) S 1 x y"}) {
        CAPTURE(std::string(line));
        CHECK_FALSE(parse_process_status(line).has_value());
    }
}

TEST_CASE("the groups of a session are found among those of others, each once")
{
    const ProcessTable table({{.pid = 20, .group = 20, .session = 20},
                              {.pid = 31, .group = 31, .session = 30},
                              {.pid = 30, .group = 30, .session = 30},
                              {.pid = 32, .group = 31, .session = 30},
                              {.pid = 40, .group = 40, .session = 40}});

    CHECK(table.groups_of(30) == std::vector<pid_t>{30, 31});
    CHECK(table.groups_of(20) == std::vector<pid_t>{20});
    CHECK(table.groups_of(25).empty());
    CHECK(table.groups_of(50).empty());
    CHECK(table.has_group(31, 30));
    CHECK_FALSE(table.has_group(31, 20));
    CHECK_FALSE(table.has_group(32, 30));
    CHECK_FALSE(ProcessTable().has_group(31, 30));
}

TEST_CASE("the groups of the kernel and of init belong to no session")
{
    const ProcessTable table({{.pid = 1, .group = 1, .session = 1}, {.pid = 2, .group = 0, .session = 0}});

    CHECK_FALSE(table.has_group(1, 1));
    CHECK_FALSE(table.has_group(0, 0));
    CHECK_FALSE(leads_group_in(1, 1));
    CHECK_FALSE(leads_group_in(0, ::getsid(0)));
    CHECK_FALSE(leads_group_in(-1, ::getsid(0)));
}

TEST_CASE("our own group belongs to our session and to no other")
{
    const pid_t group = ::getpgrp();
    const pid_t session = ::getsid(0);
    if (group <= 1 || session <= 1) return; // init of a container may have neither

    const ProcessTable table = read_processes();

    CHECK(table.has_group(group, session));
    CHECK_FALSE(table.has_group(group, session + 1));
}

TEST_CASE("a process that does not lead a group is not reported as a leader")
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    REQUIRE(child > 0);

    CHECK_FALSE(leads_group_in(child, ::getsid(0)));
    CHECK_FALSE(read_processes().has_group(child, ::getsid(0)));

    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

TEST_CASE("processes are read in steps of bounded size")
{
    ProcessScan scan;
    std::vector<std::size_t> found{scan.size()};
    while (scan.read_more()) found.push_back(scan.size());

    for (std::size_t i = 1; i < found.size(); ++i) CHECK(found[i] - found[i - 1] <= 32);
    CHECK(scan.table().groups_of(::getsid(0)) == read_processes().groups_of(::getsid(0)));
}
