#include "server/audience/followed_variables.h"

#include "tests/support/quiet_sink.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

/// Members with variables, and the variables of their session.
struct FollowingMembers {
    test::QuietSink sink;
    Members members;
    FollowedVariables followed;

    Member& attach(FollowedValues values, Role most = Role::controller)
    {
        AttachRequest request;
        request.most = most;
        request.variables = std::move(values);
        Member& member = members.add(sink, std::move(request), ScreenView{Attachment({})}, 0);
        prefer(member);
        return member;
    }
    void prefer(Member& member)
    {
        followed.prefer(member);
        followed.settle(members);
    }
    void leave(const Member& member)
    {
        members.remove(member.id);
        followed.settle(members);
    }
};

} // namespace

TEST_CASE("the value of a variable is that of the latest controller that has one")
{
    FollowingMembers world{{}, {}, FollowedVariables(FollowedValues{{"A", "made"}, {"B", ""}})};
    CHECK(world.followed.current() == FollowedValues{{"A", "made"}, {"B", ""}});

    Member& one = world.attach({{"A", "one"}, {"B", "one"}});
    CHECK(world.followed.current() == FollowedValues{{"A", "one"}, {"B", "one"}});
    const Member& two = world.attach({{"A", "two"}, {"B", ""}});
    CHECK(world.followed.current() == FollowedValues{{"A", "two"}, {"B", "one"}});
    world.prefer(one);
    CHECK(world.followed.current() == FollowedValues{{"A", "one"}, {"B", "one"}});
    world.leave(one);
    CHECK(world.followed.current() == FollowedValues{{"A", "two"}, {"B", "one"}}); // no controller has B any more
    world.leave(two);
    CHECK(world.followed.current() == FollowedValues{{"A", "two"}, {"B", "one"}});
}

TEST_CASE("only the variables fixed at creation are followed, and only of clients that can control the session")
{
    FollowingMembers world{{}, {}, FollowedVariables(FollowedValues{{"A", "made"}})};

    world.attach({{"LD_PRELOAD", "evil"}});
    world.attach({{"A", "observer's"}}, Role::observer);

    CHECK(world.followed.current() == FollowedValues{{"A", "made"}});
}

TEST_CASE("invalid names, values that are too long and excess variables are left out")
{
    CHECK(followed_values({"A=1", "B", "=x", "1C=x", "D-E=x", "F=", "G=a=b", std::string("H=\0", 3), "A=2",
                           "I=" + std::string(5'000, 'x')}) == FollowedValues{{"A", "2"}, {"F", ""}, {"G", "a=b"}});
    std::vector<std::string> many;
    for (int i = 0; i < 100; ++i) many.push_back("V" + std::to_string(i) + "=x");
    CHECK(followed_values(many).size() == 64);
}
