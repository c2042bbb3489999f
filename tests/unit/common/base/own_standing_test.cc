#include "common/base/own_standing.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace cleat;

TEST_CASE("the umask is read without being changed")
{
    const mode_t before = ::umask(0137);

    CHECK(own_umask() == 0137);
    CHECK(own_umask() == 0137);
    CHECK(::umask(0777) == 0137);
    CHECK(own_umask() == 0777);

    ::umask(before);
}
