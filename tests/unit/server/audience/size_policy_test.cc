#include "server/audience/size_policy.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("the size is that of the controller that typed, came or changed last")
{
    SizePolicy sizes;
    CHECK_FALSE(sizes.wanted().has_value());

    sizes.set(1, {24, 80});
    sizes.set(2, {50, 200});
    CHECK(sizes.wanted() == Size{50, 200});
    sizes.typed(1);
    CHECK(sizes.wanted() == Size{24, 80});
    sizes.set(2, {51, 200});
    CHECK(sizes.wanted() == Size{51, 200});
    sizes.remove(2);
    CHECK(sizes.wanted() == Size{24, 80});
    sizes.typed(7); // an observer, or one that left
    sizes.remove(1);
    CHECK_FALSE(sizes.wanted().has_value());
}
