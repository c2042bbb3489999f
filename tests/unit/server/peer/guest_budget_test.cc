#include "server/peer/guest_budget.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

constexpr uid_t ANNA_ID = 1;
constexpr uid_t BERT_ID = 2;
const Clock::time_point START = Clock::time_point() + 1h;

/// The work done in this time for users that send requests all the time, each costing `cost`.
Clock::duration taken_by(const std::vector<uid_t>& users, Clock::duration cost, Clock::duration in)
{
    GuestBudget budget;
    Clock::duration taken{};
    for (auto now = START; now < START + in;) {
        bool did = false;
        for (const uid_t user : users) {
            if (budget.is_resting(user)) continue;
            budget.charge(user, cost, now += cost);
            taken += cost;
            did = true;
        }
        if (!did) now = std::max(now + 1us, *budget.next_end());
        budget.end_rests(now);
    }
    return taken;
}

} // namespace

TEST_CASE("a guest that sends a request now and then never waits")
{
    GuestBudget budget;
    for (int i = 0; i < 1'000; ++i) {
        budget.charge(ANNA_ID, 100us, START + i * 100ms);
        CHECK_FALSE(budget.is_resting(ANNA_ID));
    }
    CHECK_FALSE(budget.next_end().has_value());
}

TEST_CASE("a guest that exceeds its budget rests until it has a portion again, and others do not")
{
    GuestBudget budget;
    budget.charge(ANNA_ID, GuestBudget::MAX_DEBT, START);
    CHECK_FALSE(budget.is_resting(ANNA_ID));

    budget.charge(ANNA_ID, 1us, START);

    CHECK(budget.is_resting(ANNA_ID));
    CHECK_FALSE(budget.is_resting(BERT_ID));
    const auto end = budget.next_end();
    REQUIRE(end.has_value());
    CHECK(*end == START + (GuestBudget::PORTION + 1us) * 2 * GuestBudget::SHARE);
    CHECK_FALSE(budget.end_rests(*end - 1ms));
    CHECK(budget.is_resting(ANNA_ID));
    CHECK(budget.end_rests(*end + 1us)); // less than a nanosecond is not forgiven
    CHECK_FALSE(budget.is_resting(ANNA_ID));
}

TEST_CASE("a guest's debt is forgiven over time, and its account is then removed")
{
    GuestBudget budget;
    budget.charge(ANNA_ID, 3ms, START);
    budget.charge(BERT_ID, 0us, START);
    CHECK(budget.size() == 1);

    budget.end_rests(START + 3ms * 2 * GuestBudget::SHARE);

    CHECK(budget.size() == 0);
}

TEST_CASE("a clock that stands still or goes back forgives nothing")
{
    GuestBudget budget;
    budget.charge(ANNA_ID, GuestBudget::MAX_DEBT + 1us, START);

    budget.end_rests(START);
    budget.end_rests(START - 10s);

    CHECK(budget.is_resting(ANNA_ID));
}

TEST_CASE("guests together take their share of the time and no more, however many they are and whatever they request")
{
    for (const auto cost : {Clock::duration(10us), Clock::duration(300us), Clock::duration(30ms)}) {
        for (std::size_t count = 1; count <= 32; count *= 2) {
            std::vector<uid_t> users;
            for (std::size_t i = 0; i < count; ++i) users.push_back(static_cast<uid_t>(1'000 + i));
            INFO(count << " users, " << cost.count() << " ns each time");
            const auto savings = (GuestBudget::MAX_DEBT + cost) * static_cast<int>(count);
            const auto most = savings + Clock::duration(100s) / GuestBudget::SHARE;

            CHECK(taken_by(users, cost, 100s) <= most);
            CHECK(taken_by(users, cost, 100s) >= Clock::duration(100s) / GuestBudget::SHARE / 3);
        }
    }
}

TEST_CASE("users beyond the limit share one account, so many users cannot use more than a few")
{
    GuestBudget budget;
    constexpr uid_t FIRST = 1'000;
    const auto most = static_cast<uid_t>(GuestBudget::MAX_USERS);
    for (uid_t i = 0; i < 10 * most; ++i) budget.charge(FIRST + i, GuestBudget::MAX_DEBT - 1us, START);

    CHECK(budget.size() == GuestBudget::MAX_USERS + 1);
    CHECK_FALSE(budget.is_resting(FIRST));
    CHECK(budget.is_resting(FIRST + most));
    CHECK(budget.is_resting(FIRST + 100 * most)); // any further user
}
