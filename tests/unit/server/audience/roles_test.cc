#include "server/audience/roles.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace cleat;
using Changes = std::vector<Roles::Change>;

TEST_CASE("controllers share, and observers never control")
{
    Roles roles;
    roles.attach(1, Role::controller, Claim::shared);
    roles.attach(2, Role::controller, Claim::shared);
    roles.attach(3, Role::observer, Claim::take);

    CHECK(roles.role(1) == Role::controller);
    CHECK(roles.role(2) == Role::controller);
    CHECK(roles.role(3) == Role::observer);
    CHECK(roles.role(4) == Role::observer);
    CHECK_FALSE(roles.take(3));
    CHECK_FALSE(roles.ask(3));
    CHECK_FALSE(roles.holder().has_value());
    CHECK(roles.take_changes().empty());
}

TEST_CASE("while one holds control the others watch, and control again when it leaves")
{
    Roles roles;
    roles.attach(1, Role::controller, Claim::shared);
    roles.attach(2, Role::controller, Claim::exclusive);
    CHECK(roles.take_changes() == Changes{{1, Role::observer}});
    roles.attach(3, Role::controller, Claim::shared);
    CHECK(roles.role(3) == Role::observer);
    CHECK(roles.take_changes().empty());
    CHECK_FALSE(roles.allows(Claim::exclusive));
    CHECK(roles.allows(Claim::take));

    roles.leave(2);

    CHECK(roles.take_changes() == Changes{{1, Role::controller}, {3, Role::controller}});
}

TEST_CASE("who takes control has it, and the one before watches")
{
    Roles roles;
    roles.attach(1, Role::controller, Claim::exclusive);
    roles.attach(2, Role::controller, Claim::take);
    CHECK(roles.take_changes() == Changes{{1, Role::observer}});
    CHECK(roles.holder() == 2);

    CHECK(roles.take(1));

    CHECK(roles.take_changes() == Changes{{1, Role::controller}, {2, Role::observer}});
}

TEST_CASE("control is given to one that asked, by the one who holds it")
{
    Roles roles;
    roles.attach(1, Role::controller, Claim::exclusive);
    roles.attach(2, Role::controller, Claim::shared);
    roles.attach(3, Role::controller, Claim::shared);
    CHECK_FALSE(roles.grant(1, 2));
    CHECK(roles.ask(2));
    CHECK(roles.ask(3));
    CHECK_FALSE(roles.ask(1));
    CHECK_FALSE(roles.grant(3, 2));

    CHECK(roles.grant(1, 2));

    CHECK(roles.holder() == 2);
    CHECK(roles.take_changes() == Changes{{1, Role::observer}, {2, Role::controller}});
    CHECK_FALSE(roles.asks(3)); // it asked another one
}

TEST_CASE("whatever happens, at most one holds control, and everybody is told the role that it has")
{
    std::mt19937 random(5);
    Roles roles;
    std::map<ViewerId, Role> told;
    std::set<ViewerId> observers;
    ViewerId next = 1;
    for (int i = 0; i < 20'000; ++i) {
        const ViewerId one = 1 + random() % next;
        const ViewerId other = 1 + random() % next;
        switch (random() % 6) {
        case 0: {
            const auto claim = static_cast<Claim>(random() % 3);
            if (!roles.allows(claim) || told.size() > 50) break;
            const Role most = random() % 4 == 0 ? Role::observer : Role::controller;
            if (most == Role::observer) observers.insert(next);
            roles.attach(next, most, claim);
            told[next] = roles.role(next);
            ++next;
            break;
        }
        case 1:
            roles.leave(one);
            told.erase(one);
            break;
        case 2: roles.take(one); break;
        case 3: roles.ask(one); break;
        default: roles.grant(one, other);
        }
        for (const auto& change : roles.take_changes()) {
            REQUIRE(told.contains(change.viewer));
            REQUIRE(told[change.viewer] != change.role);
            told[change.viewer] = change.role;
        }
        for (const auto& [viewer, role] : told) {
            REQUIRE(role == roles.role(viewer));
            REQUIRE((role == Role::controller) ==
                    (!observers.contains(viewer) && (!roles.holder() || roles.holder() == viewer)));
        }
        if (roles.holder()) REQUIRE(told.contains(*roles.holder()));
    }
}

TEST_CASE("a size policy follows the latest, the smallest, the largest, or nobody")
{
    SizePolicy sizes;
    sizes.set(1, {24, 200});
    sizes.set(2, {50, 80});
    sizes.set(3, {40, 100});
    CHECK(sizes.latest() == 3);

    sizes.set_rule(SizeRule::smallest, {});
    CHECK(sizes.wanted() == Size{24, 80});
    sizes.set_rule(SizeRule::largest, {});
    CHECK(sizes.wanted() == Size{50, 200});
    sizes.remove(1);
    CHECK(sizes.wanted() == Size{50, 100});
    sizes.set_rule(SizeRule::fixed, {10, 20});
    CHECK(sizes.wanted() == Size{10, 20});
    sizes.set_rule(SizeRule::latest, {});
    CHECK(sizes.wanted() == Size{40, 100});
}

TEST_CASE("the largest of all is still a size that a terminal can have")
{
    SizePolicy sizes;
    sizes.set_rule(SizeRule::largest, {});
    sizes.set(1, {1'000, 250});
    sizes.set(2, {250, 1'000});

    CHECK(is_valid(*sizes.wanted()));
}

TEST_CASE("an observer's claim means nothing, also one that is not allowed")
{
    Roles roles;
    roles.attach(1, Role::controller, Claim::exclusive);

    roles.attach(2, Role::observer, Claim::exclusive);
    roles.attach(3, Role::observer, Claim::take);

    CHECK(roles.holder() == 1U);
    CHECK(roles.role(2) == Role::observer);
    CHECK(roles.role(1) == Role::controller);
}
