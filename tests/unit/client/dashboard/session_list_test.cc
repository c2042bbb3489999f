#include "client/dashboard/session_list.h"

#include "tests/support/scripted_server.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A list of the sessions of a scripted server.
struct Listed {
    Listed()
        : list(loop, OpenLink{std::move(server.client), {}}, LinkOptions(),
               {.on_list = [this](const std::vector<SessionInfo>& sessions) { lists.push_back(sessions); },
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

TEST_CASE("the list has the server's sessions, and is updated when they change")
{
    Listed one;
    CHECK(one.server.hear().newest<Hello>().role == Role::observer);
    one.server.answer<Hello>(Welcome());
    one.server.answer<WatchSessions>(Sessions{{{.id = 1, .name = "work"}, {.id = 2, .name = "rest"}}});
    REQUIRE(turn_until(one.loop, [&] { return one.lists.size() == 1; }));
    one.server.say(SessionsChanged{{{.id = 2, .name = "other"}, {.id = 3, .name = "new"}}, {1}});
    REQUIRE(turn_until(one.loop, [&] { return one.lists.back().at(0).id != 1; }));

    CHECK(one.lists.front().at(0).name == "work");
    CHECK(one.lists.front().at(1).name == "rest");
    REQUIRE(one.lists.back().size() == 2);
    CHECK(one.lists.back().at(0).name == "other");
    CHECK(one.lists.back().at(1).name == "new");
    CHECK(one.server.hear().count<List>() == 0);
    CHECK(one.losses.empty());
}

TEST_CASE("an older server is polled")
{
    Listed one;
    one.server.hear();
    one.server.answer<Hello>(Welcome());
    one.server.answer<WatchSessions>(Failed{static_cast<int>(ErrorCode::unsupported), "no message 46", 0});
    REQUIRE(turn_until(one.loop, [&] { return one.server.hear().count<List>() == 1; }));
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

TEST_CASE("a refusal, a closed connection and invalid messages are reported as the loss of the list, once")
{
    Listed one;
    std::string expected;
    SUBCASE("refused")
    {
        one.server.answer<Hello>(Failed{static_cast<int>(ErrorCode::refused), "not for you", 0});
        expected = "not for you";
    }
    SUBCASE("disconnected by the server")
    {
        one.server.say(Failed{1, "too many clients", 0});
        expected = "too many clients";
    }
    SUBCASE("closed")
    {
        one.server.close();
        expected = "the server closed the connection";
    }
    SUBCASE("unexpected reply")
    {
        one.server.answer<Hello>(Welcome());
        one.server.answer<WatchSessions>(Done());
        expected = "the server sent an unexpected reply";
    }

    SUBCASE("too many sessions")
    {
        one.server.answer<Hello>(Welcome());
        one.server.answer<WatchSessions>(Sessions());
        SessionsChanged changed;
        for (std::uint64_t id = 1; id <= MAX_LISTED; ++id) changed.changed.emplace_back().id = id;
        // The changes are sent in pieces for which the socket has room.
        const std::size_t all = changed.changed.size();
        constexpr std::size_t PIECE = 200;
        for (std::size_t i = 0; i < all; i += PIECE) {
            const auto begin = changed.changed.begin() + static_cast<std::ptrdiff_t>(i);
            one.server.say(SessionsChanged{{begin, begin + PIECE}, {}});
            REQUIRE(turn_until(one.loop, [&] { return one.lists.size() > 0 && one.lists.back().size() == i + PIECE; }));
        }
        one.server.say(SessionsChanged{{{.id = MAX_LISTED + 1}}, {}});
        expected = "invalid data from the server: the list has more than 10000 sessions";
    }

    CHECK(one.is_lost_by_deadline());

    REQUIRE(one.losses.size() == 1);
    CHECK(one.losses[0].message() == expected);
}
