#include "server/audience/roles.h"

#include "tests/support/quiet_sink.h"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <vector>

using namespace cleat;

namespace {

using Changes = std::vector<std::pair<ViewerId, Role>>;

/// Members with roles.
struct Controlled {
    test::QuietSink sink;
    Members members;
    Roles roles;

    ViewerId attach(Role most, Claim claim)
    {
        AttachRequest request;
        request.most = most;
        request.claim = claim;
        Member& member = members.add(sink, std::move(request), ScreenView{Attachment({})}, 0);
        roles.attach(members, member);
        return member.id;
    }
    void leave(ViewerId id)
    {
        roles.leave(id);
        members.remove(id);
    }
    bool take(ViewerId id) { return roles.take(members, id); }
    bool ask(ViewerId id) { return roles.ask(members, id); }
    bool grant(ViewerId holder, ViewerId id) { return roles.grant(members, holder, id); }
    [[nodiscard]] Role role(ViewerId id) const { return members.find(id)->role; }
    Changes settle()
    {
        Changes out;
        for (const Member* const member : roles.settle(members)) out.emplace_back(member->id, member->role);
        return out;
    }
};

} // namespace

TEST_CASE("controllers share control, and observers never have it")
{
    Controlled world;
    world.attach(Role::controller, Claim::shared);
    world.attach(Role::controller, Claim::shared);
    world.attach(Role::observer, Claim::take);

    CHECK(world.role(1) == Role::controller);
    CHECK(world.role(2) == Role::controller);
    CHECK(world.role(3) == Role::observer);
    CHECK_FALSE(world.take(3));
    CHECK_FALSE(world.ask(3));
    CHECK_FALSE(world.take(4));
    CHECK_FALSE(world.ask(4));
    CHECK_FALSE(world.roles.holder().has_value());
    CHECK(world.settle().empty());
}

TEST_CASE("while one member holds control the others observe, and they are controllers again when it leaves")
{
    Controlled world;
    world.attach(Role::controller, Claim::shared);
    world.attach(Role::controller, Claim::exclusive);
    CHECK(world.settle() == Changes{{1, Role::observer}});
    world.attach(Role::controller, Claim::shared);
    CHECK(world.role(3) == Role::observer);
    CHECK(world.settle().empty());
    CHECK_FALSE(world.roles.allows(Claim::exclusive));
    CHECK(world.roles.allows(Claim::take));

    world.leave(2);

    CHECK(world.settle() == Changes{{1, Role::controller}, {3, Role::controller}});
}

TEST_CASE("a member that takes control holds it, and the previous holder observes")
{
    Controlled world;
    world.attach(Role::controller, Claim::exclusive);
    world.attach(Role::controller, Claim::take);
    CHECK(world.settle() == Changes{{1, Role::observer}});
    CHECK(world.roles.holder() == 2);

    CHECK(world.take(1));

    CHECK(world.settle() == Changes{{1, Role::controller}, {2, Role::observer}});
}

TEST_CASE("the holder grants control to a member that requested it")
{
    Controlled world;
    world.attach(Role::controller, Claim::exclusive);
    world.attach(Role::controller, Claim::shared);
    world.attach(Role::controller, Claim::shared);
    CHECK_FALSE(world.grant(1, 2));
    CHECK(world.ask(2));
    CHECK(world.ask(3));
    CHECK_FALSE(world.ask(1));
    CHECK_FALSE(world.grant(3, 2));

    CHECK(world.grant(1, 2));

    CHECK(world.roles.holder() == 2);
    CHECK(world.settle() == Changes{{1, Role::observer}, {2, Role::controller}});
    CHECK_FALSE(world.members.find(3)->asks_for_control); // its request went to the previous holder
}

TEST_CASE("a member that got the control it requested must request it again when another one holds it")
{
    Controlled world;
    world.attach(Role::controller, Claim::exclusive);
    world.attach(Role::controller, Claim::shared);
    CHECK(world.ask(2));
    world.leave(1);
    CHECK(world.settle() == Changes{{2, Role::controller}});

    world.attach(Role::controller, Claim::exclusive);
    world.settle();

    CHECK_FALSE(world.grant(3, 2));
}

TEST_CASE("in any sequence of events at most one member holds control, and every member's role follows from that")
{
    std::mt19937 random(5);
    Controlled world;
    std::map<ViewerId, Role> known;
    ViewerId next = 1;
    for (int i = 0; i < 20'000; ++i) {
        const ViewerId one = 1 + random() % next;
        const ViewerId other = 1 + random() % next;
        switch (random() % 6) {
        case 0: {
            const auto claim = static_cast<Claim>(random() % 3);
            if (!world.roles.allows(claim) || known.size() > 50) break;
            next = world.attach(random() % 4 == 0 ? Role::observer : Role::controller, claim);
            known[next] = world.role(next);
            break;
        }
        case 1:
            world.leave(one);
            known.erase(one);
            break;
        case 2: world.take(one); break;
        case 3: world.ask(one); break;
        default: world.grant(one, other);
        }
        for (const auto& [id, role] : world.settle()) {
            REQUIRE(known.contains(id));
            REQUIRE(known[id] != role);
            known[id] = role;
        }
        std::vector<Member*> controllers;
        for (const auto& [id, role] : known) {
            Member* const member = world.members.find(id);
            REQUIRE(role == member->role);
            const bool may = member->request.most == Role::controller;
            REQUIRE(member->controls() == (may && (!world.roles.holder() || world.roles.holder() == id)));
            if (member->controls()) controllers.push_back(member);
        }
        REQUIRE(world.members.controllers() == controllers);
        if (world.roles.holder()) REQUIRE(known.contains(*world.roles.holder()));
    }
}

TEST_CASE("an observer's claim has no effect, even if it would not be allowed")
{
    Controlled world;
    world.attach(Role::controller, Claim::exclusive);

    world.attach(Role::observer, Claim::exclusive);
    world.attach(Role::observer, Claim::take);

    CHECK(world.roles.holder() == 1U);
    CHECK(world.role(2) == Role::observer);
    CHECK(world.role(1) == Role::controller);
}
