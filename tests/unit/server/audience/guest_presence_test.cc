#include "server/audience/guest_presence.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

constexpr Clock::time_point NOON{1h};
constexpr uid_t EVE = 1'001;
constexpr uid_t BOB = 1'002;

using News = std::vector<GuestVisits>;

} // namespace

TEST_CASE("a guest that starts and stops observing is reported once each, however many viewers it has")
{
    GuestPresence guests;
    CHECK_FALSE(guests.next_report(NOON).has_value());
    guests.arrived(EVE);
    CHECK(guests.next_report(NOON) == NOON);
    CHECK(guests.take_visits(NOON) == News{{EVE, true, 1}});
    guests.arrived(EVE);
    guests.left(EVE);
    CHECK(guests.take_visits(NOON).empty());
    CHECK_FALSE(guests.next_report(NOON).has_value());

    guests.left(EVE);

    CHECK(guests.take_visits(NOON) == News{{EVE, false, 0}});
    CHECK_FALSE(guests.next_report(NOON).has_value());
}

TEST_CASE("guests that come and go a thousand times are reported at a limited rate, with the number of visits")
{
    GuestPresence guests;
    std::size_t told = 0;
    for (int i = 0; i < 1'000; ++i) {
        guests.arrived(EVE);
        told += guests.take_visits(NOON).size();
        guests.left(EVE);
        told += guests.take_visits(NOON).size();
    }
    CHECK(told == GuestPresence::AT_ONCE);
    guests.arrived(BOB);
    CHECK(guests.take_visits(NOON).empty());
    CHECK(guests.next_report(NOON) == NOON + GuestPresence::EVERY);

    CHECK(guests.take_visits(NOON + GuestPresence::EVERY) == News{{EVE, false, 1'000 - GuestPresence::AT_ONCE / 2}});
    CHECK(guests.take_visits(NOON + 2 * GuestPresence::EVERY) == News{{BOB, true, 1}});
    CHECK_FALSE(guests.next_report(NOON + 2 * GuestPresence::EVERY).has_value());
}

TEST_CASE("a guest that left and came back before that could be reported is not news")
{
    GuestPresence guests;
    guests.arrived(EVE);
    CHECK(guests.take_visits(NOON).size() == 1);
    guests.left(EVE);
    guests.arrived(EVE);
    CHECK(guests.take_visits(NOON).empty());
}

TEST_CASE("users beyond the limit are not reported, and nothing breaks")
{
    GuestPresence guests;
    for (uid_t user = 0; user < GuestPresence::MAX_USERS; ++user) guests.arrived(user);
    guests.arrived(EVE);
    guests.left(EVE);
    std::size_t told = 0;
    for (auto next = guests.next_report(NOON); next; next = guests.next_report(*next)) {
        for (const GuestVisits& news : guests.take_visits(*next)) {
            CHECK(news.user < std::int64_t{GuestPresence::MAX_USERS});
            ++told;
        }
    }
    CHECK(told == GuestPresence::MAX_USERS);
}
