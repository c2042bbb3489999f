#include "common/player/next_marker.h"

#include <doctest/doctest.h>

using namespace cleat;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("the next marker is the nearest in its direction; backward, one less than a second ago is skipped")
{
    std::vector<CastMarker> markers(3);
    markers[0].time = seconds(2);
    markers[1].time = seconds(5);
    markers[2].time = seconds(9);

    CHECK(next_marker(markers, seconds(5), MarkerDirection::forward) == seconds(9));
    CHECK(next_marker(markers, seconds(0), MarkerDirection::forward) == seconds(2));
    CHECK_FALSE(next_marker(markers, seconds(9), MarkerDirection::forward));
    CHECK(next_marker(markers, seconds(8), MarkerDirection::backward) == seconds(5));
    CHECK(next_marker(markers, milliseconds(6'000), MarkerDirection::backward) == seconds(2));
    CHECK(next_marker(markers, milliseconds(6'001), MarkerDirection::backward) == seconds(5));
    CHECK_FALSE(next_marker(markers, seconds(2), MarkerDirection::backward));
    CHECK_FALSE(next_marker({}, seconds(2), MarkerDirection::forward));
}
