#include "client/wall/session_list.h"

#include "tests/support/scripted_server.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A list of the sessions of a server that a test plays.
struct Listed {
    Listed()
        : list(loop, OpenLink{std::move(server.client), {}}, LinkOptions(),
               {.on_list = [this](std::vector<SessionInfo> sessions) { lists.push_back(std::move(sessions)); },
                .on_lost = [this](const Error& error) { losses.push_back(error); }})
    {}
    bool is_lost_by_deadline()
    {
        return turn_until(loop, [this] { return !losses.empty(); });
    }

    Loop loop;
    ScriptedServer server;
    std::vector<std::vector<SessionInfo>> lists;
    std::vector<Error> losses;
    SessionList list;
};

} // namespace

TEST_CASE("a server's sessions are asked for by an observer, again and again")
{
    Listed one;
    CHECK(one.server.hear().newest<Hello>().role == Role::observer);
    one.server.answer<Hello>(Welcome());
    Sessions sessions;
    sessions.sessions.emplace_back().name = "work";
    one.server.answer<List>(sessions);
    REQUIRE(turn_until(one.loop, [&] { return one.server.hear().count<List>() == 2; }));
    one.server.answer<List>(Sessions());
    REQUIRE(turn_until(one.loop, [&] { return one.lists.size() == 2; }));

    CHECK(one.lists[0].at(0).name == "work");
    CHECK(one.lists[1].empty());
    CHECK(one.losses.empty());
}

TEST_CASE("a list that is refused, or whose server is gone or talks nonsense, is lost, once and for one reason")
{
    Listed one;
    std::string expected;
    SUBCASE("refused")
    {
        one.server.answer<Hello>(Failed{static_cast<int>(ErrorCode::refused), "not for you", 0});
        expected = "not for you";
    }
    SUBCASE("turned away")
    {
        one.server.say(Failed{1, "too many clients", 0});
        expected = "too many clients";
    }
    SUBCASE("gone")
    {
        one.server.close();
        expected = "the server is gone";
    }
    SUBCASE("another answer")
    {
        one.server.answer<Hello>(Welcome());
        one.server.answer<List>(Done());
        expected = "the server gave an answer to something else";
    }

    CHECK(one.is_lost_by_deadline());

    REQUIRE(one.losses.size() == 1);
    CHECK(one.losses[0].message() == expected);
}
