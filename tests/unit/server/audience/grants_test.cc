#include "server/audience/grants.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

const BootClock::time_point NOW{1h};
const Guest ANNA{1001, {100, 2001}};
const Guest BERT{1002, {100, 2002}};

} // namespace

TEST_CASE("without a grant no guest can observe")
{
    Grants grants;
    CHECK_FALSE(grants.let_in(ANNA, NOW));
    CHECK_FALSE(grants.let_in({0, {0}}, NOW));
    CHECK_FALSE(grants.next_end().has_value());
}

TEST_CASE("a grant covers its audience and no other user")
{
    Grants grants;
    SUBCASE("a user")
    {
        grants.give({Grantee::user, 1001});
        CHECK(grants.let_in(ANNA, NOW));
        CHECK_FALSE(grants.let_in(BERT, NOW));
        CHECK_FALSE(grants.let_in({2001, {1001}}, NOW)); // a group with the user's number is unrelated
    }
    SUBCASE("a group, even if it is one of many")
    {
        grants.give({Grantee::group, 2002});
        CHECK_FALSE(grants.let_in(ANNA, NOW));
        CHECK(grants.let_in(BERT, NOW));
        CHECK_FALSE(grants.let_in({2002, {}}, NOW));
    }
    SUBCASE("everyone")
    {
        grants.give({Grantee::everyone});
        CHECK(grants.let_in(ANNA, NOW));
        CHECK(grants.let_in({65534, {}}, NOW));
    }
}

TEST_CASE("a grant is valid until its time, and another one for the same audience replaces it")
{
    Grants grants;
    grants.give({Grantee::user, 1001, NOW + 10s});
    grants.give({Grantee::group, 2002, NOW + 5s});
    CHECK(grants.next_end() == NOW + 5s);
    CHECK(grants.let_in(ANNA, NOW + 10s - 1ns));
    CHECK_FALSE(grants.let_in(ANNA, NOW + 10s));

    grants.give({Grantee::user, 1001, NOW + 20s});
    CHECK(grants.all().size() == 2);
    CHECK(grants.let_in(ANNA, NOW + 10s));
    grants.give({Grantee::user, 1001});
    CHECK(grants.let_in(ANNA, NOW + 24h));

    grants.expire(NOW + 5s);
    CHECK(grants.all() == std::vector<Grants::Grant>{{Grantee::user, 1001, std::nullopt}});
    CHECK_FALSE(grants.next_end().has_value());
}

TEST_CASE("a revoked grant covers nobody, but another grant can")
{
    Grants grants;
    grants.give({Grantee::user, 1001});
    grants.give({Grantee::group, 2001});
    CHECK_FALSE(grants.take_back(Grantee::user, 1002));
    CHECK_FALSE(grants.take_back(Grantee::group, 1001));
    CHECK(grants.take_back(Grantee::user, 1001));
    CHECK(grants.let_in(ANNA, NOW)); // through the group
    grants.revoke_all();
    CHECK_FALSE(grants.let_in(ANNA, NOW));
}

TEST_CASE("grants have a bound")
{
    Grants grants;
    for (std::uint32_t user = 0; user < Grants::LIMIT; ++user) CHECK(grants.give({Grantee::user, user}));
    CHECK_FALSE(grants.give({Grantee::user, 10'000}));
    CHECK(grants.give({Grantee::user, 3, NOW})); // it existed already
}
