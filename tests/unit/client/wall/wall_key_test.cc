#include "client/wall/wall_key.h"

#include <doctest/doctest.h>

using namespace cleat;

using Keys = std::vector<WallKey>;

TEST_CASE("several keys in one read are recognised, in either cursor key mode")
{
    CHECK(wall_keys("\x1b[A\x1bOBl\t\r") ==
          Keys{WallKey::up, WallKey::down, WallKey::right, WallKey::next, WallKey::zoom});
    CHECK(wall_keys("\x1b") == Keys{WallKey::all});
    CHECK(wall_keys("aq") == Keys{WallKey::attach, WallKey::quit});
}

TEST_CASE("other keys are ignored")
{
    CHECK(wall_keys("\x1b[15~x\x1b[1;5C\xc3\xa9").empty());
}
