#include "common/player/bar_notice.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a notice keeps the bar visible until it is cleared, a key press for two seconds")
{
    const Clock::time_point now{std::chrono::hours(1)};
    BarNotice notice;
    CHECK_FALSE(notice.keeps_bar(now));

    notice.set("not found");
    CHECK(notice.text() == "not found");
    CHECK(notice.keeps_bar(now));
    notice.clear();
    CHECK_FALSE(notice.keeps_bar(now));

    notice.key_typed(now);
    CHECK(notice.keeps_bar(now + BarNotice::STAYS - std::chrono::milliseconds(1)));
    CHECK_FALSE(notice.keeps_bar(now + BarNotice::STAYS));
}
