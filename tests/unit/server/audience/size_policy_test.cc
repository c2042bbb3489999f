#include "server/audience/size_policy.h"

#include "tests/support/quiet_sink.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

/// Members with terminals, and the policy that chooses among them.
struct SizedMembers {
    test::QuietSink sink;
    Members members;
    SizePolicy sizes;

    Member& add(Size size, Role role = Role::controller)
    {
        AttachRequest request;
        request.size = size;
        Member& member = members.add(sink, std::move(request), ScreenView{Attachment({})}, 0);
        members.set_role(member, role);
        sizes.note_active(member);
        return member;
    }
    [[nodiscard]] std::optional<Size> wanted() const { return sizes.wanted(members); }
};

} // namespace

TEST_CASE("the size is that of the controller that typed, attached or resized last")
{
    SizedMembers world;
    CHECK_FALSE(world.wanted().has_value());

    Member& first = world.add({24, 80});
    Member& second = world.add({50, 200});
    Member& observer = world.add({10, 10}, Role::observer);
    Member& without_terminal = world.add({0, 0});
    CHECK(world.wanted() == Size{50, 200});
    world.sizes.note_active(first);
    CHECK(world.wanted() == Size{24, 80});
    second.request.size = {51, 200};
    world.sizes.note_active(second);
    CHECK(world.wanted() == Size{51, 200});
    world.members.remove(second.id);
    CHECK(world.wanted() == Size{24, 80});
    world.sizes.note_active(observer);
    world.sizes.note_active(without_terminal);
    CHECK(world.wanted() == Size{24, 80});
    CHECK(SizePolicy::latest(world.members) == &first);
    world.members.set_role(first, Role::observer);
    CHECK_FALSE(world.wanted().has_value());
    CHECK(SizePolicy::latest(world.members) == nullptr);
}

TEST_CASE("a size policy follows the latest, the smallest or the largest terminal, or none")
{
    SizedMembers world;
    const Member& widest = world.add({24, 200});
    world.add({50, 80});
    const Member& latest = world.add({40, 100});
    CHECK(SizePolicy::latest(world.members) == &latest);

    world.sizes.set_rule(SizeRule::smallest, {});
    CHECK(world.wanted() == Size{24, 80});
    world.sizes.set_rule(SizeRule::largest, {});
    CHECK(world.wanted() == Size{50, 200});
    world.members.remove(widest.id);
    CHECK(world.wanted() == Size{50, 100});
    world.sizes.set_rule(SizeRule::fixed, {10, 20});
    CHECK(world.wanted() == Size{10, 20});
    world.sizes.set_rule(SizeRule::latest, {});
    CHECK(world.wanted() == Size{40, 100});
}

TEST_CASE("the largest size is still a valid terminal size")
{
    SizedMembers world;
    world.sizes.set_rule(SizeRule::largest, {});
    world.add({1'000, 250});
    world.add({250, 1'000});

    CHECK(is_valid(*world.wanted()));
}
