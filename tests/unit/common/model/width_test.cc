#include "common/model/width.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("letters take one column, ideographs and emoji two, marks none")
{
    CHECK(width(U'a') == 1);
    CHECK(width(U' ') == 1);
    CHECK(width(0xe9) == 1);
    CHECK(width(0x4e16) == 2);
    CHECK(width(0xff21) == 2);
    CHECK(width(0x1f600) == 2);
    CHECK(width(0x1f9e9) == 2);
    CHECK(width(0x301) == 0);
    CHECK(width(0x200d) == 0);
    CHECK(width(0xfe0f) == 0);
}

TEST_CASE("what nobody assigned takes one column")
{
    CHECK(width(0) == 1);
    CHECK(width(0xd800) == 1);
    CHECK(width(0x10ffff) == 1);
    CHECK(width(0x110000) == 1);
    CHECK(width(0xffffffff) == 1);
}
