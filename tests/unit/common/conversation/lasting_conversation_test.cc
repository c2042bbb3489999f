#include "common/conversation/lasting_conversation.h"

#include "tests/support/played_transport.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A client that greets and asks for a list on each of its connections, and counts as established once greeted.
struct Lasting {
    explicit Lasting(bool reopens = true)
        : transport(reopens),
          conversation(loop, transport, std::move(transport.servers[0]->client), std::chrono::seconds(45),
                       {.on_push = [this](Push&) { ++pushes; },
                        .on_drained = [] {},
                        .on_open = [this] { begin(); },
                        .on_lost = [this](const std::string& why) { losses.push_back(why); },
                        .on_over = [this](const std::string& why) { ends.push_back(why); }})
    {
        begin();
    }
    void begin()
    {
        conversation.greet({}, [this](const Reply<Welcome>& reply) {
            if (reply) conversation.established();
        });
        ask_for_list();
    }
    void ask_for_list()
    {
        conversation.ask_for<Sessions>(List(), [this](const Reply<Sessions>& reply) {
            replies.push_back(reply ? "answered" : reply.error().error.message());
        });
    }
    ScriptedServer& server() { return *transport.servers.back(); }
    void greet_back()
    {
        server().answer<Hello>(Welcome());
        server().answer<List>(Sessions());
        const auto before = replies.size();
        REQUIRE(turn_until(loop, [&] { return replies.size() == before + 1; }));
    }

    Loop loop;
    PlayedTransport transport;
    int pushes = 0;
    std::vector<std::string> losses;
    std::vector<std::string> ends;
    std::vector<std::string> replies;
    LastingConversation conversation;
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("a lost connection is restored, and the requests pending on it are refused once")
{
    Lasting client;
    client.greet_back();
    client.ask_for_list();
    client.ask_for_list();
    client.server().close();

    REQUIRE(turn_until(client.loop, [&] { return client.transport.servers.size() == 2; }));
    client.greet_back();

    CHECK(client.losses == Words{"the server closed the connection"});
    CHECK(client.replies ==
          Words{"answered", "the server closed the connection", "the server closed the connection", "answered"});
    CHECK(client.ends.empty());
    CHECK(client.transport.abandoned == 1);
    CHECK(client.server().hear().count<Hello>() == 1);
}

TEST_CASE("while there is no connection nothing is sent and requests are refused at once")
{
    Lasting client;
    client.greet_back();
    client.server().close();
    REQUIRE(turn_until(client.loop, [&] { return !client.losses.empty(); }));

    client.conversation.send(Detach());
    client.ask_for_list();

    CHECK(client.conversation.pending() == 0);
    CHECK(client.replies == Words{"answered", "the server closed the connection"});
    REQUIRE(turn_until(client.loop, [&] { return client.transport.servers.size() == 2; }));
    CHECK(client.server().hear().count<Detach>() == 0);
}

TEST_CASE("a failed attempt is followed by another, and the transport's message is preferred as the reason")
{
    Lasting client;
    client.greet_back();
    client.transport.failure = "no route to host";
    client.server().close();
    REQUIRE(turn_until(client.loop, [&] { return client.losses.size() == 1; }));
    client.transport.spoken = "connection refused";
    client.transport.on_message();
    REQUIRE(turn_until(client.loop, [&] { return client.losses.size() == 3; }));
    client.transport.spoken.clear();

    CHECK(client.losses == Words{"the server closed the connection", "connection refused", "connection refused"});
    REQUIRE(turn_until(client.loop, [&] { return client.transport.servers.size() == 2; }));
    client.greet_back();
    CHECK(client.ends.empty());
}

TEST_CASE("a conversation that was never established, or cannot reconnect, is over when its connection closes")
{
    for (const bool reopens : {true, false}) {
        CAPTURE(reopens);
        Lasting client(reopens);
        if (!reopens) client.greet_back();
        else REQUIRE(client.replies.empty());
        client.ask_for_list();
        client.server().close();

        REQUIRE(turn_until(client.loop, [&] { return !client.ends.empty(); }));

        CHECK(client.ends == Words{"the command ended"});
        CHECK(client.losses.empty());
        CHECK(client.replies.back() == "the server closed the connection");
    }
}

TEST_CASE("there is no reconnection to a server that sends malformed data")
{
    Lasting client;
    client.greet_back();
    std::string expected;
    SUBCASE("a frame that is too long")
    {
        client.server().say("\xff\xff\xff\xff");
        expected = "a frame of 4294967295 bytes";
    }
    SUBCASE("a malformed message")
    {
        std::string frame;
        const auto begin = begin_frame(frame);
        frame += "\xc1";
        end_frame(frame, begin);
        client.server().say(frame);
        expected = "invalid data from the server: ";
    }

    REQUIRE(turn_until(client.loop, [&] { return !client.ends.empty(); }));

    CHECK(client.ends[0].find(expected) == 0);
    CHECK(client.losses.empty());
}
