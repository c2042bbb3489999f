#include "client/dashboard/dashboard_key.h"

#include <doctest/doctest.h>

using namespace cleat;

using Keys = std::vector<DashboardKey>;

TEST_CASE("several keys in one read are recognised, in either cursor key mode")
{
    CHECK(dashboard_keys("\x1b[A\x1bOBl\t\r") ==
          Keys{DashboardKey::up, DashboardKey::down, DashboardKey::right, DashboardKey::next, DashboardKey::zoom});
    CHECK(dashboard_keys("\x1b") == Keys{DashboardKey::all});
    CHECK(dashboard_keys("aq") == Keys{DashboardKey::attach, DashboardKey::quit});
}

TEST_CASE("other keys are ignored")
{
    CHECK(dashboard_keys("\x1b[15~x\x1b[1;5C\xc3\xa9").empty());
}
