#include "tests/support/cases.h"
#include "tests/support/common_ground.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::cases;
using cleat::test::CommonGround;
using cleat::test::Stream;

TEST_CASE("a terminal shows what libvterm's callbacks write, for any output, however it is split")
{
    for (const int seed : cases(1500)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 80'000);
        const auto size = seed % 10 == 0 ? Size{.rows = 24, .columns = 80} : stream.size();
        CommonGround ground(size, [&stream](int least, int most) { return stream.number(least, most); });
        for (int i = 0; i < 20; ++i) {
            ground.step();
            REQUIRE(ground.difference() == "");
        }
    }
}
