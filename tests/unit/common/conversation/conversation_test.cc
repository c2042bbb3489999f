#include "common/conversation/conversation.h"

#include "common/base/overloaded.h"
#include "tests/support/scripted_server.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A conversation with a server played by the test.
struct Spoken {
    Spoken()
        : conversation({.send = [this](const std::string& frame) { server.feed(frame); },
                        .on_push = [this](Push& push) { pushes.push_back(std::move(push)); }})
    {}

    Result<void> say(const ServerMessage& message, std::uint64_t serial = 0)
    {
        return conversation.take(body_of(encode(message, serial)));
    }
    /// Sends a request and records its outcome.
    template <class Expected>
    void ask_for(const ClientMessage& message, const std::string& name)
    {
        conversation.ask_for<Expected>(message, [this, name](const Reply<Expected>& reply) {
            replies.push_back(name + ": " + (reply ? "answered" : reply.error().error.message()));
            if (!reply) refusals.push_back(reply.error());
        });
    }

    HeardByServer server;
    std::vector<Push> pushes;
    std::vector<std::string> replies;
    std::vector<Refusal> refusals;
    Conversation conversation;
};

using Replies = std::vector<std::string>;
const Refusal LOST{Error("the server closed the connection", ErrorCode::lost), Refusal::Cause::lost};

} // namespace

TEST_CASE("a client's greeting describes it, and requests may follow before the reply arrives")
{
    Spoken spoken;
    std::optional<Welcome> welcome;

    spoken.conversation.greet({.role = Role::observer, .terminal = "xterm", .silence = std::chrono::seconds(3)},
                              [&](const Reply<Welcome>& reply) { welcome = *reply; });
    spoken.ask_for<Sessions>(List(), "list");
    REQUIRE(spoken.server.messages.size() == 2);
    REQUIRE(spoken.say(Welcome{PROTOCOL_NEWEST, "9.9", Role::observer}, spoken.server.serial_of<Hello>()));
    REQUIRE(spoken.say(Sessions(), spoken.server.serial_of<List>()));

    const auto& hello = spoken.server.newest<Hello>();
    CHECK(hello.role == Role::observer);
    CHECK(hello.terminal == "xterm");
    CHECK(hello.silence_ms == 3'000);
    CHECK(hello.version == CLEAT_VERSION);
    CHECK(hello.oldest == PROTOCOL_OLDEST);
    CHECK(hello.newest == PROTOCOL_NEWEST);
    REQUIRE(welcome.has_value());
    CHECK(welcome->version == "9.9");
    CHECK(spoken.replies == Replies{"list: answered"});
}

TEST_CASE("a refused greeting is refused once, with or without its serial in the refusal")
{
    for (const bool has_serial : {true, false}) {
        CAPTURE(has_serial);
        Spoken spoken;
        std::vector<Refusal> refusals;
        spoken.conversation.greet({}, [&](const Reply<Welcome>& reply) { refusals.push_back(reply.error()); });
        const Failed failed{static_cast<int>(ErrorCode::refused), "too many clients", 0};

        REQUIRE(spoken.say(failed, has_serial ? spoken.server.serial_of<Hello>() : 0));
        spoken.conversation.end(LOST);

        REQUIRE(refusals.size() == 1);
        CHECK(refusals[0] == Refusal{Error("too many clients", ErrorCode::refused)});
        CHECK(spoken.pushes.empty());
    }
}

TEST_CASE("a greeting answered in an unsupported protocol is refused")
{
    for (const int protocol : {PROTOCOL_OLDEST - 1, PROTOCOL_NEWEST + 1}) {
        Spoken spoken;
        std::optional<Refusal> refusal;
        spoken.conversation.greet({}, [&](const Reply<Welcome>& reply) {
            if (!reply) refusal = reply.error();
        });

        REQUIRE(spoken.say(Welcome{protocol, "7.0", Role::controller}, spoken.server.serial_of<Hello>()));

        REQUIRE(refusal.has_value());
        CHECK(refusal->error.code() == ErrorCode::unsupported);
        CHECK(refusal->error.message().find("the server (7.0) chose protocol " + std::to_string(protocol)) == 0);
    }
}

TEST_CASE("replies are matched to their requests in any order, even two of the same kind")
{
    Spoken spoken;
    std::vector<std::string> texts;
    for (int i = 0; i < 2; ++i)
        spoken.conversation.ask_for<Waited>(Wait(),
                                            [&texts](const Reply<Waited>& reply) { texts.push_back(reply->text); });
    spoken.ask_for<Sessions>(List(), "list");
    REQUIRE(spoken.server.messages.size() == 3);
    const auto serial = [&](std::size_t of) { return spoken.server.messages[of].serial; };
    CHECK(serial(0) != serial(1));
    Waited first;
    first.text = "first";
    Waited second;
    second.text = "second";

    REQUIRE(spoken.say(second, serial(1)));
    REQUIRE(spoken.say(Sessions(), serial(2)));
    REQUIRE(spoken.say(first, serial(0)));

    CHECK(texts == Replies{"second", "first"});
    CHECK(spoken.replies == Replies{"list: answered"});
    CHECK(spoken.conversation.requests() == 0);
}

TEST_CASE("a reply of another kind is an error for its request only")
{
    Spoken spoken;
    spoken.ask_for<Sessions>(List(), "list");
    spoken.ask_for<Clients>(ListClients(), "clients");

    REQUIRE(spoken.say(Done(), spoken.server.serial_of<List>()));
    REQUIRE(spoken.say(Clients(), spoken.server.serial_of<ListClients>()));

    CHECK(spoken.replies == Replies{"list: the server sent an unexpected reply", "clients: answered"});
    CHECK_FALSE(spoken.conversation.is_over());
}

TEST_CASE("a refusal has the server's error, its code and the exit status that it suggests")
{
    Spoken spoken;
    spoken.ask_for<Created>(New(), "new");

    REQUIRE(spoken.say(Failed{static_cast<int>(ErrorCode::not_found), "no such program", 127},
                       spoken.server.serial_of<New>()));

    REQUIRE(spoken.refusals.size() == 1);
    CHECK(spoken.refusals[0] == Refusal{Error("no such program", ErrorCode::not_found), Refusal::Cause::refused, 127});
}

TEST_CASE("a reply is delivered once, and one without a pending request is ignored")
{
    Spoken spoken;
    spoken.ask_for<Done>(Kill(), "kill");
    const auto serial = spoken.server.serial_of<Kill>();

    REQUIRE(spoken.say(Done(), serial + 1));
    REQUIRE(spoken.say(Done(), serial));
    REQUIRE(spoken.say(Done(), serial));
    spoken.conversation.end(LOST);

    CHECK(spoken.replies == Replies{"kill: answered"});
    CHECK(spoken.pushes.empty());
}

TEST_CASE("pushes arrive in order, without those of a newer version and unsolicited replies")
{
    Spoken spoken;

    REQUIRE(spoken.say(RoleChanged{Role::controller, 7}));
    REQUIRE(spoken.say(Attached()));
    REQUIRE(spoken.conversation.take({"\x93\xcd\x03\xe7\x00\x80", 6})); // [999, 0, {}]
    REQUIRE(spoken.say(Failed{1, "not now", 0}));

    REQUIRE(spoken.pushes.size() == 2);
    REQUIRE(std::holds_alternative<RoleChanged>(spoken.pushes[0]));
    CHECK(std::get<RoleChanged>(spoken.pushes[0]).holder == 7);
    CHECK(std::get<Failed>(spoken.pushes[1]).message == "not now");
}

TEST_CASE("every kind of push reaches its function of an overload set")
{
    std::size_t handled = 0;
    Conversation conversation(
        {.send = {}, .on_push = [&handled](Push& push) {
             std::visit(Overloaded{[&](const Failed&) { ++handled; }, [&](const Step&) { ++handled; },
                                   [&](const Ended&) { ++handled; }, [&](const Detached&) { ++handled; },
                                   [&](const Happened&) { ++handled; }, [&](const RoleChanged&) { ++handled; },
                                   [&](const ControlAsked&) { ++handled; }, [&](const Following&) { ++handled; },
                                   [&](const Output&) { ++handled; }, [&](const Gap&) { ++handled; },
                                   [&](const InputClosed&) { ++handled; }, [&](const InputTaken&) { ++handled; },
                                   [&](const RecordingChanged&) { ++handled; }, [&](const GuestVisits&) { ++handled; },
                                   [&](const SessionsChanged&) { ++handled; }},
                        push);
         }});
    for (const ServerMessage& message : std::vector<ServerMessage>{
             Failed(), Step(), Ended(), Detached(), Happened(), RoleChanged(), ControlAsked(), Following(), Output(),
             Gap(), InputClosed(), InputTaken(), RecordingChanged(), GuestVisits(), SessionsChanged()})
        REQUIRE(conversation.take(body_of(encode(message))));

    CHECK(handled == std::variant_size_v<Push>);
}

TEST_CASE("when the connection is lost, pending requests are refused once, in order, and later ones are refused, too")
{
    Spoken spoken;
    spoken.ask_for<Sessions>(List(), "list");
    spoken.ask_for<Clients>(ListClients(), "clients");

    spoken.conversation.end(LOST);
    spoken.conversation.end(Refusal{Error("another reason"), Refusal::Cause::lost});
    spoken.ask_for<Shares>(ListShares(), "shares");
    spoken.conversation.send(Resize());

    CHECK(spoken.replies == Replies{"list: the server closed the connection",
                                    "clients: the server closed the connection",
                                    "shares: the server closed the connection"});
    CHECK(spoken.refusals == std::vector<Refusal>(3, LOST));
    CHECK(spoken.server.messages.size() == 2);
}

TEST_CASE("a request made while a loss is reported is refused, too")
{
    Spoken spoken;
    int refused = 0;
    spoken.conversation.ask(List(), [&](const Reply<ServerMessage>&) {
        ++refused;
        spoken.conversation.ask(List(), [&](const Reply<ServerMessage>&) { ++refused; });
    });

    spoken.conversation.end(LOST);

    CHECK(refused == 2);
}

TEST_CASE("a malformed frame is an error, and nothing after it is processed or sent")
{
    for (const std::string& body : {std::string("\xc1"), std::string("\x93\x48\x01\x07"), std::string()}) {
        Spoken spoken;
        spoken.ask_for<Sessions>(List(), "list");

        const auto taken = spoken.conversation.take(body);

        REQUIRE_FALSE(taken.has_value());
        REQUIRE(spoken.say(Sessions(), spoken.server.serial_of<List>()));
        REQUIRE(spoken.say(Detached()));
        spoken.conversation.send(Detach());
        CHECK(spoken.replies.empty());
        CHECK(spoken.pushes.empty());
        CHECK(spoken.server.messages.size() == 1);

        spoken.conversation.end(Refusal{taken.error(), Refusal::Cause::lost});
        CHECK(spoken.replies == Replies{"list: " + taken.error().message()});
    }
}

TEST_CASE("the number of pending requests is bounded")
{
    Spoken spoken;
    for (std::size_t i = 0; i < Conversation::MAX_REQUESTS; ++i) spoken.ask_for<Waited>(Wait(), "wait");
    CHECK(spoken.replies.empty());

    spoken.ask_for<Waited>(Wait(), "one more");

    CHECK(spoken.replies == Replies{"one more: the server does not answer earlier requests"});
    CHECK(spoken.refusals[0].cause == Refusal::Cause::lost);
    CHECK(spoken.server.messages.size() == Conversation::MAX_REQUESTS);
    REQUIRE(spoken.say(Waited(), spoken.server.messages[0].serial));
    spoken.ask_for<Waited>(Wait(), "in its place");
    CHECK(spoken.server.messages.size() == Conversation::MAX_REQUESTS + 1);
}

TEST_CASE("a message without a reply has no serial")
{
    Spoken spoken;
    spoken.ask_for<Sessions>(List(), "list");

    spoken.conversation.send(Acknowledge{5});

    REQUIRE(spoken.server.messages.size() == 2);
    CHECK(spoken.server.messages[1].serial == 0);
    CHECK(spoken.server.newest<Acknowledge>().step == 5);
    CHECK(spoken.conversation.requests() == 1);
}

TEST_CASE("a push on a channel goes to that channel's listener only")
{
    Spoken spoken;
    std::vector<ChannelId> heard;
    for (const ChannelId channel : {ChannelId{1}, ChannelId{7}})
        spoken.conversation.listen(channel, [&spoken, &heard, channel](const Push& push) {
            heard.push_back(channel);
            if (std::holds_alternative<Detached>(push)) spoken.conversation.listen(channel, nullptr);
        });
    const auto push = [&spoken](const ServerMessage& message, ChannelId channel) {
        REQUIRE(spoken.conversation.take(body_of(encode(message, 0, channel))));
    };

    push(Happened(), 7);
    push(Happened(), 1);
    push(Detached(), 7);
    push(Happened(), 7);
    push(Happened(), 9);
    CHECK(heard == std::vector<ChannelId>{7, 1, 7});
    CHECK(spoken.pushes.empty());
    push(Happened(), 0);
    CHECK(spoken.pushes.size() == 1);
}

TEST_CASE("messages and their replies can belong to a channel")
{
    Spoken spoken;
    bool is_answered = false;
    spoken.conversation.ask_for<Attached>(
        Attach(), [&](const Reply<Attached>& reply) { is_answered = reply.has_value(); }, 7);
    spoken.conversation.send(Acknowledge{1}, 7);

    REQUIRE(spoken.server.messages.size() == 2);
    CHECK(spoken.server.messages[0].channel == 7);
    CHECK(spoken.server.messages[1] == Envelope<ClientMessage>{0, Acknowledge{1}, 7});
    REQUIRE(spoken.conversation.take(body_of(encode(Attached(), spoken.server.messages[0].serial, 7))));
    CHECK(is_answered);
}
