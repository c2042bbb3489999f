#include "client/viewer/guest_notice.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a guest's news says whether it looks on, or how often it did unnoticed")
{
    CHECK(guest_notice({1001, true, 1}, "anna") == "anna is looking on");
    CHECK(guest_notice({1001, false, 0}, "anna") == "anna no longer looks on");
    CHECK(guest_notice({1001, false, 1}, "anna") == "anna looked on");
    CHECK(guest_notice({1001, false, 12}, "anna") == "anna looked on, 12 times");
}
