#include "server/peer/log_allowance.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

TEST_CASE("the log has some lines about a user at once, then one now and then, and says what was left out")
{
    LogAllowance log;
    const auto start = Clock::time_point() + 1h;
    for (int i = 0; i < LogAllowance::AT_ONCE; ++i) CHECK(log.take(1, start) == 0U);
    for (int i = 0; i < 200; ++i) CHECK_FALSE(log.take(1, start + 100ms).has_value());

    CHECK(log.take(2, start + 100ms) == 0U);
    CHECK(log.take(1, start + LogAllowance::EVERY) == 200U);
    CHECK_FALSE(log.take(1, start + LogAllowance::EVERY).has_value());
    CHECK(log.take(1, start + 1h) == 1U);
}

TEST_CASE("users beyond those that are told apart share one allowance, and those long silent are forgotten")
{
    LogAllowance log;
    const auto start = Clock::time_point() + 1h;
    for (uid_t user = 0; user < LogAllowance::MOST_USERS; ++user) REQUIRE(log.take(user, start) == 0U);
    int written = 0;
    for (uid_t user = 1'000; user < 2'000; ++user) written += log.take(user, start).has_value() ? 1 : 0;
    CHECK(written == LogAllowance::AT_ONCE);

    CHECK(log.take(5'000, start + LogAllowance::EVERY) == 0U);
}

TEST_CASE("at most 64 bytes of what a peer says are logged, escaped")
{
    CHECK(for_log("no\n\x1b[31m") == "no\\n\\e[31m");
    CHECK(for_log(std::string(64, 'x')) == std::string(64, 'x'));
    CHECK(for_log(std::string(60'000, 'x')) == std::string(64, 'x') + "...");
    CHECK(words_for_left_out(7, 0).empty());
    CHECK(words_for_left_out(7, 1) == ", 1 line about user 7 left out");
    CHECK(words_for_left_out(7, 200) == ", 200 lines about user 7 left out");
}
