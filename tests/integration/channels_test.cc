#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

// Several sessions over one connection.

using namespace cleat;
using namespace cleat::test;

namespace {

/// A client that watches sessions on channels.
class Watcher {
 public:
    explicit Watcher(const Server& server, Role role = Role::controller) : client_(server), role_(role)
    {
        Hello hello;
        hello.role = role;
        channels_ = client_.ask_for<Welcome>(hello).channels;
    }

    [[nodiscard]] std::uint64_t channels() const { return channels_; }

    /// The answer, which has to come on the same channel.
    ServerMessage ask(const ClientMessage& message, ChannelId channel)
    {
        client_.say(encode(message, ++serial_, channel));
        for (;;) {
            auto envelope = client_.hear_envelope();
            REQUIRE(envelope.has_value());
            if (envelope->serial != serial_) {
                take(*envelope);
                continue;
            }
            CHECK(envelope->channel == channel);
            return std::move(envelope->message);
        }
    }
    ServerMessage attach(const std::string& session, ChannelId channel)
    {
        Attach attach;
        attach.session = session;
        attach.role = role_;
        attach.rows = 5;
        attach.columns = 40;
        return ask(attach, channel);
    }
    void say(const ClientMessage& message, ChannelId channel) { client_.say(encode(message, 0, channel)); }

    /// Takes what is pushed until the screen of that channel has the text.
    void await(ChannelId channel, const std::string& text)
    {
        while (screens_[channel].text().find(text) == std::string::npos) {
            const auto envelope = client_.hear_envelope();
            REQUIRE(envelope.has_value());
            take(*envelope);
        }
    }
    template <class Message>
    void await_push(ChannelId channel)
    {
        for (;;) {
            const auto envelope = client_.hear_envelope();
            REQUIRE(envelope.has_value());
            if (envelope->channel == channel && std::holds_alternative<Message>(envelope->message)) return;
            take(*envelope);
        }
    }
    [[nodiscard]] std::string text(ChannelId channel) { return screens_[channel].text(); }

 private:
    void take(const Envelope<ServerMessage>& envelope)
    {
        const auto* const step = std::get_if<Step>(&envelope.message);
        if (step == nullptr) return;
        screens_[envelope.channel] = apply(screens_[envelope.channel], step->update);
        say(Acknowledge{step->number}, envelope.channel);
    }

    RawClient client_;
    Role role_;
    std::uint64_t channels_ = 0;
    std::uint64_t serial_ = 0;
    std::map<ChannelId, Screen> screens_;
};

} // namespace

TEST_CASE("several sessions are watched and typed into over one connection, each on its channel")
{
    const Server server;
    server.ok({"new", "-d", "-n", "one", "--", "cat"});
    server.ok({"new", "-d", "-n", "two", "--", "cat"});
    Watcher watcher(server);
    CHECK(watcher.channels() == 64);

    CHECK(std::get<Attached>(watcher.attach("one", 1)).name == "one");
    CHECK(std::get<Attached>(watcher.attach("two", 70'000)).name == "two");
    watcher.say(Input{{"first"}}, 1);
    watcher.say(Input{{"second"}}, 70'000);
    watcher.await(1, "first");
    watcher.await(70'000, "second");
    CHECK(watcher.text(1).find("second") == std::string::npos);
    CHECK(watcher.text(70'000).find("first") == std::string::npos);

    CHECK(std::get<Failed>(watcher.attach("two", 1)).message == "attached already");
    CHECK(std::holds_alternative<Detached>(watcher.ask(Detach(), 1)));
    watcher.say(Input{{"third"}}, 1); // to nobody
    watcher.say(Input{{"fourth"}}, 70'000);
    watcher.await(70'000, "secondfourth");
    CHECK(std::get<Failed>(watcher.ask(Detach(), 1)).message == "not attached");

    server.ok({"kill", "two"});
    watcher.await_push<Ended>(70'000);
    CHECK(std::get<Attached>(watcher.attach("one", 70'000)).name == "one");
    watcher.await(70'000, "first");
    CHECK(watcher.text(70'000).find("third") == std::string::npos);
}

TEST_CASE("one connection watches no more sessions than it was told, and left ones do not count")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    Watcher watcher(server, Role::observer);

    for (ChannelId channel = 0; channel < 64; ++channel)
        REQUIRE(std::holds_alternative<Attached>(watcher.attach("work", channel)));
    CHECK(std::get<Failed>(watcher.attach("work", 64)).message == "this connection watches too many sessions");
    REQUIRE(std::holds_alternative<Detached>(watcher.ask(Detach(), 3)));
    CHECK(std::holds_alternative<Attached>(watcher.attach("work", 64)));
    server.ok({"send", "work", "--text", "to all of them"});
    for (ChannelId channel = 4; channel <= 64; ++channel) watcher.await(channel, "to all of them");
}

TEST_CASE("an observer on one channel controls nothing on another")
{
    const Server server;
    server.ok({"new", "-d", "-n", "one", "--", "cat"});
    server.ok({"new", "-d", "-n", "two", "--", "cat"});
    RawClient client(server);
    (void)client.ask_for<Welcome>(Hello());
    Attach attach;
    attach.session = "one";
    attach.role = Role::observer;
    client.say(encode(ClientMessage(attach), 5, 1));
    while (client.hear_envelope()->serial != 5) {
    }

    attach.session = "two";
    attach.role = Role::controller;
    client.say(encode(ClientMessage(attach), 6, 2));
    auto answer = client.hear_envelope();
    while (answer->serial != 6) answer = client.hear_envelope();
    CHECK(std::get<Attached>(answer->message).role == Role::observer);
    client.say(encode(ClientMessage(Rename{"two", "mine"}), 7, 3));
    while (answer->serial != 7) answer = client.hear_envelope();
    CHECK(std::get<Failed>(answer->message).message == "an observer may not do that");
}
