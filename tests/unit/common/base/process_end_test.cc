#include "common/base/process_end.h"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

using namespace cleat;

namespace {

int status_of(const std::function<void()>& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return status;
}

} // namespace

TEST_CASE("the end of a process is described by its exit status or its signal")
{
    CHECK(describe_end(status_of([] {})) == "exited with status 0");
    CHECK(describe_end(status_of([] { ::_exit(255); })) == "exited with status 255");
    CHECK(describe_end(status_of([] { ::kill(::getpid(), SIGKILL); })) == "was killed by signal 9");
}
