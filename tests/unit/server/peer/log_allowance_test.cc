#include "server/peer/log_allowance.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

using Counts = std::vector<LogAllowance::LeftOut>;

} // namespace

TEST_CASE(
    "the log gets some lines about a user at once, then one at a time, the first of which counts the suppressed ones")
{
    LogAllowance log;
    const auto start = Clock::time_point() + 1h;
    for (int i = 0; i < LogAllowance::AT_ONCE; ++i) CHECK(log.take(1, start));
    CHECK_FALSE(log.next_left_out().has_value());
    for (int i = 0; i < 200; ++i) CHECK_FALSE(log.take(1, start + 100ms));
    CHECK(log.take(2, start + 100ms));
    CHECK(log.next_left_out() == start + LogAllowance::EVERY);
    CHECK(log.take_left_out(start + 100ms).empty());

    CHECK_FALSE(log.take(1, start + LogAllowance::EVERY)); // suppressed lines were not yet reported
    CHECK(log.take_left_out(start + LogAllowance::EVERY) == Counts{{1, 201}});
    CHECK_FALSE(log.next_left_out().has_value());
    CHECK_FALSE(log.take(1, start + LogAllowance::EVERY));
    CHECK(log.take_left_out(start + 1h) == Counts{{1, 1}});
    CHECK(log.take(1, start + 1h));
}

TEST_CASE("users beyond the limit share one allowance, and idle users are removed")
{
    LogAllowance log;
    const auto start = Clock::time_point() + 1h;
    for (uid_t user = 0; user < LogAllowance::MAX_USERS; ++user) REQUIRE(log.take(user, start));
    int written = 0;
    for (uid_t user = 1'000; user < 2'000; ++user) written += log.take(user, start) ? 1 : 0;
    CHECK(written == LogAllowance::AT_ONCE);
    CHECK(log.take_left_out(start + LogAllowance::EVERY) == Counts{{std::nullopt, 1'000 - LogAllowance::AT_ONCE}});

    CHECK(log.take(5'000, start + LogAllowance::EVERY));
}

TEST_CASE("at the end the suppressed lines of all users are reported")
{
    LogAllowance log;
    const auto start = Clock::time_point() + 1h;
    for (const uid_t user : {1U, 2U})
        for (int i = 0; i < LogAllowance::AT_ONCE + 3; ++i) (void)log.take(user, start);

    CHECK(log.take_all_left_out() == Counts{{1, 3}, {2, 3}});
    CHECK(log.take_all_left_out().empty());
}

TEST_CASE("at most 64 bytes of a peer's text are logged, escaped")
{
    CHECK(for_log("no\n\x1b[31m") == "no\\n\\e[31m");
    CHECK(for_log(std::string(64, 'x')) == std::string(64, 'x'));
    CHECK(for_log(std::string(60'000, 'x')) == std::string(64, 'x') + "...");
    CHECK(describe({7, 1}) == "1 line about user 7 left out");
    CHECK(describe({7, 200}) == "200 lines about user 7 left out");
    CHECK(describe({std::nullopt, 2}) == "2 lines about other users left out");
}
