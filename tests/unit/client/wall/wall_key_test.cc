#include "client/wall/wall_key.h"

#include <doctest/doctest.h>

using namespace cleat;

using Keys = std::vector<WallKey>;

TEST_CASE("keys are known one after the other, in either mode of the terminal")
{
    CHECK(wall_keys("\x1b[A\x1bOBl\t\r") ==
          Keys{WallKey::up, WallKey::down, WallKey::right, WallKey::next, WallKey::zoom});
    CHECK(wall_keys("\x1b") == Keys{WallKey::all});
    CHECK(wall_keys("aq") == Keys{WallKey::attach, WallKey::quit});
}

TEST_CASE("what is no key of the wall does nothing")
{
    CHECK(wall_keys("\x1b[15~x\x1b[1;5C\xc3\xa9").empty());
}
