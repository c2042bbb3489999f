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

TEST_CASE("that a guest looks on, and no longer does, is news once, however many viewers it has")
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

TEST_CASE("guests that come and go a thousand times make some news, and then one now and then that counts the visits")
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

TEST_CASE("who left and came again before that could be told is no news")
{
    GuestPresence guests;
    guests.came(EVE);
    CHECK(guests.take_news(NOON).size() == 1);
    guests.left(EVE);
    guests.came(EVE);
    CHECK(guests.take_news(NOON).empty());
}

TEST_CASE("of more users than are told apart nothing is told, and nothing breaks")
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
