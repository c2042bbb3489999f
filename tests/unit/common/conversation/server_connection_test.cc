#include "common/conversation/server_connection.h"

#include "tests/support/scripted_server.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;
using namespace std::chrono_literals;
using Over = ServerConnection::Over;

namespace {

/// A client of a server played by the test.
struct Connected {
    explicit Connected(std::optional<Patience> patience = std::nullopt)
        : connection(loop, std::move(server.client), patience,
                     {.on_push =
                          [this](Push& push) {
                              pushes.push_back(std::move(push));
                              if (stops_at > 0 && pushes.size() == stops_at) connection.pause(true);
                          },
                      .on_drained = {},
                      .explain = {},
                      .on_over =
                          [this](Over how, const Error& error) {
                              ++ends;
                              over = how;
                              why = error.message();
                          }})
    {}

    void ask_for_list()
    {
        connection.ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
            replies.push_back(reply ? "answered" : reply.error().error.message());
        });
    }
    bool is_over_by_deadline()
    {
        return turn_until(loop, [this] { return over.has_value(); });
    }

    Loop loop;
    ScriptedServer server;
    std::vector<Push> pushes;
    std::vector<std::string> replies;
    std::optional<Over> over;
    std::string why;
    int ends = 0;
    std::size_t stops_at = 0; ///< number of pushes after which to stop reading
    ServerConnection connection;
};

/// A short limit: the tests check that it ends, not when.
Patience short_patience()
{
    return Patience(Clock::now(), nullptr, 20ms);
}

} // namespace

TEST_CASE("requests reach the server and its replies come back")
{
    Connected one;
    std::optional<Welcome> welcome;
    one.connection.greet({.role = Role::observer}, [&](const Reply<Welcome>& reply) { welcome = *reply; });
    one.ask_for_list();
    CHECK_FALSE(one.connection.was_heard());

    one.server.answer<Hello>(Welcome());
    one.server.say(RoleChanged());
    one.server.answer<List>(Sessions());

    CHECK(turn_until(one.loop, [&] { return one.replies.size() == 1; }));
    CHECK(welcome.has_value());
    CHECK(one.pushes.size() == 1);
    CHECK(one.replies[0] == "answered");
    CHECK(one.connection.was_heard());
    CHECK(one.connection.is_open());
}

TEST_CASE("when the server closes, its earlier messages are delivered and pending requests are refused once")
{
    Connected one;
    one.ask_for_list();
    one.ask_for_list();
    one.server.answer<List>(Sessions());
    one.server.close();

    CHECK(one.is_over_by_deadline());
    one.ask_for_list();

    CHECK(one.over == Over::closed);
    CHECK(one.ends == 1);
    CHECK(one.replies ==
          std::vector<std::string>{"answered", "the server closed the connection", "the server closed the connection"});
    CHECK_FALSE(one.connection.is_open());
}

TEST_CASE("malformed input ends a conversation: bytes that are not a frame, a frame too long, a malformed message")
{
    Connected one;
    one.ask_for_list();
    std::string expected;
    auto how = Over::no_frame;
    SUBCASE("text")
    {
        one.server.say("Welcome to this host\n");
        expected = "not the cleat protocol: \"Welcome to this host\"";
    }
    SUBCASE("a length")
    {
        one.server.say(RoleChanged());
        one.server.say("\xff\xff\xff\xff");
        expected = "a frame of 4294967295 bytes, over the limit of 16777216";
    }
    SUBCASE("a message")
    {
        std::string frame;
        const auto begin = begin_frame(frame);
        frame += "\xc1";
        end_frame(frame, begin);
        one.server.say(frame);
        how = Over::nonsense;
    }

    CHECK(one.is_over_by_deadline());

    CHECK(one.over == how);
    CHECK(one.ends == 1);
    if (!expected.empty()) CHECK(one.why == expected);
    CHECK(one.replies == std::vector<std::string>{one.why});
}

TEST_CASE("a server that does not answer the greeting is given up without a ping")
{
    Connected one(short_patience());
    one.connection.greet({}, [](const Reply<Welcome>&) {});

    CHECK(one.is_over_by_deadline());

    CHECK(one.over == Over::silent);
    CHECK(one.server.hear().count<Ping>() == 0);
}

TEST_CASE("a server that has greeted is pinged, and waited for while it responds")
{
    Connected one(short_patience());
    one.connection.greet({}, [](const Reply<Welcome>&) {});
    one.server.answer<Hello>(Welcome());
    one.ask_for_list();
    for (std::size_t pings = 1; pings <= 3; ++pings) {
        REQUIRE(turn_until(one.loop, [&] { return one.over || one.server.hear().count<Ping>() == pings; }));
        REQUIRE_FALSE(one.over.has_value());
        one.server.answer<Ping>(Pong());
    }
    one.server.answer<List>(Sessions());
    REQUIRE(turn_until(one.loop, [&] { return !one.replies.empty(); }));
    CHECK(one.replies[0] == "answered");

    one.ask_for_list();
    CHECK(one.is_over_by_deadline());

    CHECK(one.over == Over::silent);
    CHECK(one.replies[1] == "the server does not answer");
}

TEST_CASE("a server that may be silent without limit is not pinged")
{
    Connected one(short_patience());
    one.connection.wait_without_limit();
    bool is_later = false;
    Timer later(one.loop, [&] { is_later = true; });
    later.start(100ms);

    CHECK(turn_until(one.loop, [&] { return is_later; }));

    CHECK_FALSE(one.over.has_value());
    CHECK(one.server.hear().messages.empty());
}

TEST_CASE("while reading is paused nothing is delivered; what the server sent before it closed follows later")
{
    Connected one;
    one.stops_at = 2;
    for (int i = 0; i < 100; ++i) one.server.say(RoleChanged());
    one.server.close();
    REQUIRE(turn_until(one.loop, [&] { return one.pushes.size() == 2; }));
    bool is_later = false;
    Timer later(one.loop, [&] { is_later = true; });
    later.start(50ms);
    REQUIRE(turn_until(one.loop, [&] { return is_later; }));
    CHECK(one.pushes.size() == 2);
    CHECK_FALSE(one.over.has_value());

    one.connection.pause(false);

    CHECK(one.is_over_by_deadline());
    CHECK(one.pushes.size() == 100);
    CHECK(one.over == Over::closed);
}
