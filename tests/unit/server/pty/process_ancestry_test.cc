#include "server/pty/process_ancestry.h"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

using namespace cleat;

TEST_CASE("a process's origin is parsed whatever its name is")
{
    CHECK(parse_process_origin("12 (sh) S 10 12 11 34816") == ProcessOrigin{10, 11});
    CHECK(parse_process_origin("12 (a) S 1 2 3 (b) c) R 7 8 9 0") == ProcessOrigin{7, 9});
    for (const char* const bad : {"", "12", "12 (sh", "12 (sh) S", "12 (sh) S x y z", "12 (sh) S -1 1 1"})
        CHECK_FALSE(parse_process_origin(bad));
}

TEST_CASE("the leaders above a process are its own and its ancestors'")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        char byte = 0;
        ::close(ends[1]);
        (void)!::read(ends[0], &byte, 1);
        ::_exit(0);
    }
    ::close(ends[0]);
    while (::getsid(child) != child) ::usleep(1'000);

    const auto leaders = session_leaders_above(child);
    REQUIRE(leaders.size() >= 2);
    CHECK(leaders[0] == child);
    CHECK(leaders[1] == ::getsid(0));
    CHECK(shares_output(child, ::getpid()));
    ::close(ends[1]);
    ::waitpid(child, nullptr, 0);
    CHECK(session_leaders_above(child).empty());
    CHECK(session_leaders_above(0).empty());
}
