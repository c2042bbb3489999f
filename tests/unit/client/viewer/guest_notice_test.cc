#include "client/viewer/guest_notice.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a guest notice says whether the guest observes, or how often it did without notice")
{
    CHECK(guest_notice({1001, true, 1}, "anna") == "anna is observing");
    CHECK(guest_notice({1001, false, 0}, "anna") == "anna stopped observing");
    CHECK(guest_notice({1001, false, 1}, "anna") == "anna has observed this session");
    CHECK(guest_notice({1001, false, 12}, "anna") == "anna has observed this session 12 times");
}
