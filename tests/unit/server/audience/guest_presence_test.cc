#include "server/audience/guest_presence.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

constexpr Clock::time_point NOON{1h};
constexpr uid_t EVE = 1'001;
constexpr uid_t BOB = 1'002;

using News = std::vector<GuestNews>;

} // namespace

TEST_CASE("a guest that starts and stops observing is reported once each, however many viewers it has")
{
    GuestPresence guests;
    CHECK_FALSE(guests.next_news(NOON).has_value());
    guests.came(EVE);
    CHECK(guests.next_news(NOON) == NOON);
    CHECK(guests.take_news(NOON) == News{{EVE, true, 1}});
    guests.came(EVE);
    guests.left(EVE);
    CHECK(guests.take_news(NOON).empty());
    CHECK_FALSE(guests.next_news(NOON).has_value());

    guests.left(EVE);

    CHECK(guests.take_news(NOON) == News{{EVE, false, 0}});
    CHECK_FALSE(guests.next_news(NOON).has_value());
}

TEST_CASE("guests that come and go a thousand times are reported at a limited rate, with the number of visits")
{
    GuestPresence guests;
    std::size_t told = 0;
    for (int i = 0; i < 1'000; ++i) {
        guests.came(EVE);
        told += guests.take_news(NOON).size();
        guests.left(EVE);
        told += guests.take_news(NOON).size();
    }
    CHECK(told == GuestPresence::AT_ONCE);
    guests.came(BOB);
    CHECK(guests.take_news(NOON).empty());
    CHECK(guests.next_news(NOON) == NOON + GuestPresence::EVERY);

    CHECK(guests.take_news(NOON + GuestPresence::EVERY) == News{{EVE, false, 1'000 - GuestPresence::AT_ONCE / 2}});
    CHECK(guests.take_news(NOON + 2 * GuestPresence::EVERY) == News{{BOB, true, 1}});
    CHECK_FALSE(guests.next_news(NOON + 2 * GuestPresence::EVERY).has_value());
}

TEST_CASE("a guest that left and came back before that could be reported is not news")
{
    GuestPresence guests;
    guests.came(EVE);
    CHECK(guests.take_news(NOON).size() == 1);
    guests.left(EVE);
    guests.came(EVE);
    CHECK(guests.take_news(NOON).empty());
}

TEST_CASE("users beyond the limit are not reported, and nothing breaks")
{
    GuestPresence guests;
    for (uid_t user = 0; user < GuestPresence::MOST_USERS; ++user) guests.came(user);
    guests.came(EVE);
    guests.left(EVE);
    std::size_t told = 0;
    for (auto next = guests.next_news(NOON); next; next = guests.next_news(*next)) {
        for (const GuestNews& news : guests.take_news(*next)) {
            CHECK(news.user < std::int64_t{GuestPresence::MOST_USERS});
            ++told;
        }
    }
    CHECK(told == GuestPresence::MOST_USERS);
}
