#include "common/conversation/session_mirror.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace cleat;
using cleat::test::row_of;
using cleat::test::screen_with;

namespace {

Step step_to(std::uint64_t number, const Update& update)
{
    Step out;
    out.number = number;
    out.update = update;
    return out;
}

SessionMirror attached_mirror(Role most = Role::controller)
{
    SessionMirror out(most);
    out.take(Attached{.id = 3, .name = "work", .role = Role::controller, .client = 5, .holder = 5});
    return out;
}

} // namespace

TEST_CASE("a mirror has the session's name and number and the client's role and number from the server")
{
    SessionMirror mirror;
    CHECK_FALSE(mirror.is_attached());

    mirror.take(Attached{.id = 3, .name = "work", .role = Role::controller, .client = 5, .holder = 5});
    CHECK(mirror.is_attached());
    CHECK(mirror.id() == 3);
    CHECK(mirror.name() == "work");
    CHECK(mirror.role() == Role::controller);
    CHECK(mirror.client() == 5);
    CHECK(mirror.holds_control());

    mirror.take(RoleChanged{Role::observer, 6});
    CHECK(mirror.role() == Role::observer);
    CHECK(mirror.holder() == 6);
    CHECK_FALSE(mirror.holds_control());

    mirror.take(RoleChanged{Role::controller, 0});
    CHECK_FALSE(mirror.holds_control());
}

TEST_CASE("a client that only observes is never a controller, whatever the server says")
{
    SessionMirror mirror = attached_mirror(Role::observer);
    CHECK(mirror.role() == Role::observer);
    mirror.take(RoleChanged{Role::controller, 5});
    CHECK(mirror.role() == Role::observer);
}

TEST_CASE("steps update the screen and yield the rows that left its top")
{
    SessionMirror mirror = attached_mirror();
    const Screen one = screen_with({"one", "two"});
    const Screen two = screen_with({"two", "three"});

    CHECK_FALSE(mirror.has_screen());
    REQUIRE(mirror.take(step_to(1, whole(one))));
    CHECK(mirror.has_screen());
    CHECK(mirror.screen() == one);

    Step next = step_to(2, diff(mirror.screen(), two));
    next.pushed = {{"a row"}, {"another"}};
    next.skipped = 4;
    next.offset = 99;
    next.places = RowPositions{.scrolled = 7};
    const auto pushed = mirror.take(std::move(next));

    CHECK(mirror.screen() == two);
    CHECK(mirror.offset() == 99);
    REQUIRE(pushed.has_value());
    CHECK(pushed->rows == std::vector<std::string>{"a row", "another"});
    CHECK(pushed->skipped == 4);
    REQUIRE(pushed->places.has_value());
    CHECK(pushed->places->scrolled == 7);
}

TEST_CASE("a step that does not apply to the screen is an error and changes nothing")
{
    SessionMirror mirror = attached_mirror();
    const Screen one = screen_with({"one", "two"});
    const auto first = mirror.take(step_to(1, diff(one, screen_with({"1", "2"}))));
    REQUIRE_FALSE(first.has_value());
    CHECK(first.error().message() == "step 1 does not apply to the screen");
    CHECK_FALSE(mirror.has_screen());

    REQUIRE(mirror.take(step_to(1, whole(one))));
    Update beyond;
    beyond.primary.changes = {{.row = one.size.rows, .packed = {}}};
    CHECK_FALSE(mirror.take(step_to(2, beyond)));
    beyond = {};
    beyond.alternate.moves = {{.from = 1, .to = 0, .count = one.size.rows}};
    CHECK_FALSE(mirror.take(step_to(2, beyond)));

    CHECK(mirror.screen() == one);
    mirror.drawn();
    CHECK(mirror.acknowledge() == Acknowledge{1});
}

TEST_CASE("a step is acknowledged once, after it was drawn")
{
    SessionMirror mirror = attached_mirror();
    const Screen one = screen_with({"one", "two"});
    CHECK_FALSE(mirror.acknowledge().has_value());

    REQUIRE(mirror.take(step_to(1, whole(one))));
    CHECK(mirror.has_unseen_step());
    CHECK_FALSE(mirror.acknowledge().has_value());

    mirror.drawn();
    CHECK_FALSE(mirror.has_unseen_step());
    REQUIRE(mirror.take(step_to(2, Update()))); // arrives while that is being written
    CHECK(mirror.acknowledge() == Acknowledge{1});
    CHECK_FALSE(mirror.acknowledge().has_value());

    REQUIRE(mirror.take(step_to(3, Update())));
    mirror.drawn();
    CHECK(mirror.acknowledge() == Acknowledge{3});
    CHECK_FALSE(mirror.acknowledge().has_value());
}

TEST_CASE("after a reattach the screen is unknown and steps are counted from the start")
{
    SessionMirror mirror = attached_mirror();
    REQUIRE(mirror.take(step_to(7, whole(screen_with({"one", "two"})))));
    mirror.drawn();
    CHECK(mirror.acknowledge() == Acknowledge{7});

    mirror.take(Attached{.id = 3, .name = "renamed", .role = Role::observer, .client = 8, .holder = 0});

    CHECK(mirror.name() == "renamed");
    CHECK(mirror.role() == Role::observer);
    CHECK_FALSE(mirror.has_screen());
    CHECK_FALSE(mirror.take(step_to(1, Update())));
    REQUIRE(mirror.take(step_to(1, whole(screen_with({"new"})))));
    mirror.drawn();
    CHECK(mirror.acknowledge() == Acknowledge{1});
}
