#include "common/socket/server_guard.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace cleat;

TEST_CASE("one server holds the guard of a directory, whatever happens to the directory")
{
    const Scratch scratch;
    const std::string directory = scratch / "run"; // need not exist
    using Found = ServerGuard::Found;
    CHECK_FALSE(knock(directory));
    {
        const auto [first, found] = ServerGuard::take(directory);
        CHECK(found == Found::nobody);
        CHECK(ServerGuard::take(directory).second == Found::somebody); // the holder is not known yet
        CHECK_FALSE(knock(directory));
        first.announce();

        CHECK(ServerGuard::take(directory).second == Found::own_server);
        CHECK(knock(directory) == ::getpid());
        CHECK(first.accept_knocks());
        CHECK_FALSE(first.accept_knocks());
        CHECK(ServerGuard::take(scratch / "other").second == Found::nobody);
    }
    CHECK(ServerGuard::take(directory).second == Found::nobody);
}
