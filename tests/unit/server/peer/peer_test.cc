#include "server/peer/peer.h"

#include "common/event/deferred_task.h"
#include "server/peer/sessions_feed.h"
#include "server/session/session_input.h"
#include "tests/support/loop_client.h"
#include "tests/support/quiet_sink.h"
#include "tests/support/session_world.h"
#include "tests/unit/common/wire/samples.h"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace cleat;
using cleat::test::client_samples;
using cleat::test::LoopClient;
using cleat::test::QuietSink;
using cleat::test::SessionWorld;
using namespace std::chrono_literals;

namespace {

constexpr uid_t ANNA_USER = 61'001;
constexpr uid_t BERT_USER = 61'002;
constexpr std::size_t WINDOW = SessionInput::WINDOW;
/// More than a terminal or a socket buffers for a reader that does not read.
constexpr std::size_t MUCH = 1U << 20;

/// The server of the peers. A guest that has to rest may continue at once, or, with `lets_rest`, when the test calls
/// `end_rests`.
class PlayedHost : public PeerHost {
    SessionWorld& world_;
    SessionsFeed feed_{world_.loop, *world_.table};

 public:
    explicit PlayedHost(SessionWorld& world) : world_(world)
    {
        world.table->on_changed([this](SessionId id) { feed_.changed(id); });
    }

    std::map<Peer*, std::shared_ptr<Peer>> peers;
    std::vector<std::string> log;
    bool is_stopped = false;
    bool lets_rest = false;

    std::shared_ptr<Peer> admit(UniqueFd socket, uid_t user, std::optional<Guest> guest)
    {
        const PeerCredentials who{.pid = ::getpid(), .user = user, .group = 0};
        auto peer = std::make_shared<Peer>(world_.loop, *this, std::move(socket), who, std::move(guest));
        peers.emplace(peer.get(), peer);
        return peer;
    }
    void end_rests()
    {
        later_ += 1h; // enough for any debt
        budget_.end_rests(world_.loop.now() + later_);
        update_guests();
        feed_.rests_over();
    }

    // PeerHost
    SessionTable& sessions() override { return *world_.table; }
    SessionsFeed& sessions_feed() override { return feed_; }
    [[nodiscard]] ServerStatus status() const override { return {.version = "played"}; }
    void stop() override { is_stopped = true; }
    void retire(Peer& peer) override
    {
        const auto found = peers.find(&peer);
        if (found == peers.end()) return;
        retired_.push_back(std::move(found->second));
        peers.erase(found);
        destroy_retired_.schedule();
    }
    void open_to_guests(GuestDoor::OnOpen on_open) override { on_open({}); }
    void shares_changed() override
    {
        const auto all = peers;
        for (const auto& [peer, owned] : all) owned->leave_unshared_sessions();
    }
    [[nodiscard]] GuestBudget& guest_budget() override { return budget_; }
    [[nodiscard]] Turns& guest_turns() override { return turns_; }
    void rest(uid_t /*user*/) override
    {
        update_guests();
        if (!lets_rest) world_.loop.defer([this] { end_rests(); });
    }
    void log_peer(uid_t user, const std::string& line) override { log.push_back(std::to_string(user) + ": " + line); }
    [[nodiscard]] std::size_t waits_of(uid_t user) const override
    {
        std::size_t out = 0;
        for (const auto& [peer, owned] : peers)
            if (peer->is_guest() && peer->user() == user) out += peer->waits().size();
        return out;
    }
    [[nodiscard]] std::size_t pending_for(uid_t /*user*/) const override { return 0; }

 private:
    void update_guests()
    {
        const auto all = peers;
        for (const auto& [peer, owned] : all)
            if (peer->is_guest()) peer->update_reading();
    }

    GuestBudget budget_;
    Turns turns_{world_.loop};
    std::chrono::hours later_{0};
    std::vector<std::shared_ptr<Peer>> retired_;
    DeferredTask destroy_retired_{world_.loop, [this] { retired_.clear(); }};
};

/// Sessions and clients of them, with only peers in between.
struct PeerWorld : SessionWorld {
    PlayedHost host{*this};

    /// A client that has sent nothing yet; `user` for a guest.
    std::unique_ptr<LoopClient> connect(std::optional<uid_t> user = std::nullopt)
    {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
        std::optional<Guest> guest;
        if (user) guest = Guest{*user, {}};
        newest = host.admit(UniqueFd(ends[0]), user.value_or(::geteuid()), std::move(guest));
        return std::make_unique<LoopClient>(loop, UniqueFd(ends[1]));
    }
    std::unique_ptr<LoopClient> greeted(Role role = Role::controller)
    {
        auto client = connect();
        client->greet(role);
        return client;
    }
    std::unique_ptr<LoopClient> guest(uid_t user)
    {
        auto client = connect(user);
        CHECK(client->greet().role == Role::observer); // whatever it requests
        return client;
    }
    std::unique_ptr<LoopClient> attached(Role role, Claim claim = Claim::shared, Size size = {24, 80})
    {
        auto client = greeted();
        (void)client->ask_for<Attached>(attach_to("work", role, claim, size));
        return client;
    }

    static Attach attach_to(const std::string& session, Role role = Role::controller, Claim claim = Claim::shared,
                            Size size = {24, 80})
    {
        Attach out;
        out.session = session;
        out.role = role;
        out.claim = claim;
        out.rows = size.rows;
        out.columns = size.columns;
        return out;
    }
    Session& make(const std::string& name)
    {
        New request;
        request.name = name;
        request.command = {"shell"};
        return SessionWorld::make(request);
    }
    /// Reads the input of the session's program until all of it is `wanted`; false on timeout.
    bool is_read(const Session& session, std::string_view wanted)
    {
        std::string read;
        return until([&] {
            loop.defer([] {});
            return (read += keeper.read(session.id())) == wanted;
        });
    }

    std::weak_ptr<Peer> newest; ///< the peer that connected last
};

/// Returns what a client is shown on that channel, once that text is there. It acknowledges each step.
std::string shown_on(LoopClient& client, ChannelId channel, std::string_view text)
{
    Screen screen;
    while (screen.text().find(text) == std::string::npos) {
        const auto step = client.next<cleat::Step>(channel);
        screen = apply(screen, step.update);
        client.say(Acknowledge{step.number}, channel);
    }
    return screen.text();
}

/// The length field of a frame, without the frame.
std::string length_of(std::uint32_t length)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(length >> shift));
    return out;
}

/// A message with a reply of the same length, which costs the server little.
ClientMessage long_answer(std::size_t size)
{
    return Rename{std::string(size, 'x'), "any"};
}

int tag_of(const ClientMessage& message)
{
    return std::visit([](const auto& m) { return static_cast<int>(m.tag); }, message);
}

ClientMessage about(ClientMessage message, const std::string& session)
{
    std::visit(
        [&session](auto& m) {
            if constexpr (requires { std::string(m.session); }) m.session = session;
        },
        message);
    return message;
}

/// Checks that every message is refused, except those that require only `visit`, `look` or `most`.
void check_is_refused_all(LoopClient& client, Permission most)
{
    std::set<std::size_t> kinds;
    std::size_t refused = 0;
    for (const ClientMessage& sample : client_samples()) {
        kinds.insert(sample.index());
        const Permission permission = permission_of(sample);
        if (permission == Permission::visit || permission == Permission::look || permission == most) continue;
        INFO("message " << tag_of(sample));
        CHECK(client.ask_for<Failed>(sample).code == static_cast<int>(ErrorCode::refused));
        ++refused;
    }
    CHECK(kinds.size() == std::variant_size_v<ClientMessage> - 1); // all except the unknown one
    CHECK(refused >= 15);
}

Wait wait_for_text(const std::string& pattern)
{
    return {"work", Wait::For::text, pattern, 0, {}, {}};
}

int code(ErrorCode code)
{
    return static_cast<int>(code);
}

} // namespace

// --- greeting --------------------------------------------------------------------------------------------------------

TEST_CASE("the first message must be a greeting: a peer that sends another is rejected, and that is logged")
{
    PeerWorld world;
    const auto client = world.connect();

    client->say(List());

    CHECK(client->turned_away() == "the first message must be a greeting");
    CHECK(world.host.peers.empty());
    REQUIRE(world.host.log.size() == 1);
    CHECK(world.host.log.front().ends_with("the first message must be a greeting"));
}

TEST_CASE("a second greeting is refused and changes nothing")
{
    PeerWorld world;
    const auto client = world.greeted(Role::observer);

    CHECK(client->ask_for<Failed>(Hello()).message == "the greeting was already received");

    CHECK(client->ask_for<Failed>(New()).code == code(ErrorCode::refused));
    (void)client->ask_for<Sessions>(List());
}

TEST_CASE("a client of another protocol is rejected with the supported versions; one that also speaks ours is not")
{
    PeerWorld world;
    Hello hello;
    hello.version = "9.9";
    hello.oldest = PROTOCOL_NEWEST + 1;
    hello.newest = PROTOCOL_NEWEST + 2;
    const auto newer = world.connect();

    const auto refused = newer->ask_for<Failed>(hello);

    CHECK(refused.code == code(ErrorCode::unsupported));
    CHECK(refused.message.find("speaks protocol 1 to 1, the client (9.9) 2 to 3") != std::string::npos);
    (void)newer->turned_away();
    hello.oldest = hello.newest = PROTOCOL_OLDEST - 1;
    const auto older = world.connect();
    CHECK(older->ask_for<Failed>(hello).code == code(ErrorCode::unsupported));
    hello.newest = PROTOCOL_NEWEST + 2;
    const auto both = world.connect();
    CHECK(both->ask_for<Welcome>(hello).protocol == PROTOCOL_NEWEST);
}

TEST_CASE("a client that is silent for longer than agreed is disconnected, unless its reading is paused")
{
    PeerWorld world;
    Session& session = world.make("work");
    Hello hello;
    hello.silence_ms = 1; // less than the minimum
    const auto waiting = world.connect();
    (void)waiting->ask_for<Welcome>(hello);
    (void)waiting->ask_for<Attached>(PeerWorld::attach_to("work"));
    waiting->say(Input{{std::string(WINDOW, 'x')}});
    waiting->say(Input{{std::string(WINDOW, 'x')}}); // the program takes none of it
    REQUIRE(world.until([&] { return world.newest.lock()->viewings().find(0)->is_input_blocked(); }));
    const auto began = Clock::now();
    const auto silent = world.connect();
    (void)silent->ask_for<Welcome>(hello);

    (void)silent->turned_away();

    CHECK(Clock::now() - began >= 100ms);
    CHECK(world.host.log.back().find("disconnected a silent peer") != std::string::npos);
    CHECK(session.info().controllers == 1); // the other client, whose time started earlier
    CHECK_FALSE(waiting->is_closed());
}

// --- invalid messages ------------------------------------------------------------------------------------------------

TEST_CASE("an invalid message disconnects its sender with a reason, and no other peer")
{
    PeerWorld world;
    const auto other = world.greeted();
    const auto client = world.connect();
    std::string bytes;
    SUBCASE("a frame of more than 64 KiB before the greeting")
    {
        bytes = length_of((64U << 10) + 1);
    }
    SUBCASE("a frame of 4 GiB")
    {
        bytes = length_of(0xffffffff);
    }
    SUBCASE("an empty frame")
    {
        bytes = length_of(0);
    }
    SUBCASE("text")
    {
        bytes = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
    SUBCASE("five bytes that claim a huge array")
    {
        bytes = length_of(5) + std::string("\xdd\xff\xff\xff\xff", 5);
    }
    SUBCASE("a field of another type")
    {
        bytes = length_of(13) + std::string("\x93\x01\x00\x81\xa6oldest\xa1x", 13);
    }
    client->say_bytes(bytes);

    CHECK_FALSE(client->turned_away().empty());

    CHECK(client->count<Failed>() == 1);
    (void)other->ask_for<Pong>(Ping());
    CHECK(world.host.peers.size() == 1);
}

TEST_CASE("a client that has greeted can send frames of a mebibyte, and is rejected for longer ones, attached or not")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const auto client = world.attached(Role::controller);
    CHECK(client->ask_for<Failed>(long_answer(MAX_TO_SERVER - 100)).code == code(ErrorCode::not_found));
    REQUIRE(session.info().controllers == 1);

    client->say_bytes(length_of(MAX_TO_SERVER + 1));

    CHECK(client->turned_away() == "a frame of 1048577 bytes, over the limit of 1048576");
    CHECK(session.info().controllers == 0);
}

TEST_CASE("a message of a newer version is answered as unsupported, and the connection continues")
{
    PeerWorld world;
    const auto client = world.greeted();

    CHECK(client->ask_for<Failed>(Unknown{999}).code == code(ErrorCode::unsupported));

    (void)client->ask_for<Sessions>(List());
}

// --- roles -----------------------------------------------------------------------------------------------------------

TEST_CASE("R6: every message that an observer cannot send is refused, and has no effect")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const SessionInfo before = session.info();

    SUBCASE("a client that greeted as an observer, even if it attaches as a controller")
    {
        const auto client = world.greeted(Role::observer);
        check_is_refused_all(*client, Permission::look);
        const auto attach = PeerWorld::attach_to("work", Role::controller, Claim::take, {50, 200});
        CHECK(client->ask_for<Attached>(attach).role == Role::observer);
        check_is_refused_all(*client, Permission::look);
    }
    SUBCASE("a client that attached as an observer")
    {
        const auto client = world.attached(Role::observer, Claim::take, {50, 200});
        check_is_refused_all(*client, Permission::look);
    }
    SUBCASE("a client that lost control to another; but it can take it back")
    {
        const auto client = world.attached(Role::controller);
        const auto taker = world.attached(Role::controller, Claim::take);
        check_is_refused_all(*client, Permission::claim);
        CHECK(client->next<RoleChanged>() == RoleChanged{Role::observer, 2});
        (void)client->ask_for<Done>(TakeControl());
        CHECK(client->next<RoleChanged>() == RoleChanged{Role::controller, 1});
        CHECK(taker->next<RoleChanged>() == RoleChanged{Role::observer, 1});
    }

    REQUIRE(world.until([&] { return world.host.peers.empty(); }));
    SessionInfo after = session.info();
    after.active = before.active;
    CHECK(after == before);
    CHECK(world.keeper.read(session.id()).empty());
    CHECK(world.keeper.program(session.id()).signals.empty());
    CHECK(world.table->size() == 1);
    CHECK_FALSE(world.host.is_stopped);
}

TEST_CASE("a connection on which a client attached as an observer stays an observer's, on all channels")
{
    PeerWorld world;
    world.make("one");
    world.make("two");
    const auto client = world.greeted();
    (void)client->ask_for<Attached>(PeerWorld::attach_to("one", Role::observer), 1);

    const auto other = client->ask_for<Attached>(PeerWorld::attach_to("two", Role::controller), 2);
    CHECK(other.role == Role::observer);
    CHECK(client->ask_for<Failed>(Rename{"two", "mine"}, 3).message == "an observer cannot do that");
    (void)client->ask_for<Detached>(Detach(), 1);
    (void)client->ask_for<Detached>(Detach(), 2);
    CHECK(client->ask_for<Failed>(New()).message == "an observer cannot do that");
}

TEST_CASE("while one viewer holds control no other client steers the session, but can detach its viewers and kill it")
{
    PeerWorld world;
    const Session& session = world.make("work");
    world.make("other");
    const auto holder = world.attached(Role::controller, Claim::exclusive);
    const auto outside = world.greeted();
    const auto busy = world.greeted();
    (void)busy->ask_for<Attached>(PeerWorld::attach_to("other"));

    std::size_t refused = 0;
    for (const ClientMessage& sample : client_samples()) {
        if (permission_of(sample) != Permission::steer) continue;
        for (LoopClient* const client : {outside.get(), busy.get()}) {
            INFO("message " << tag_of(sample));
            const auto failed = client->ask_for<Failed>(sample);
            CHECK(failed.code == code(ErrorCode::refused));
            CHECK(failed.message.starts_with("client 1 has exclusive control of session \"work\""));
        }
        ++refused;
    }
    CHECK(refused >= 4); // typing, resizing, renaming, signalling
    CHECK(outside->ask_for<Failed>(PeerWorld::attach_to("work", Role::controller, Claim::exclusive)).code ==
          code(ErrorCode::refused));

    (void)holder->ask_for<Sent>(Send{"work", {{SendPiece::Kind::text, {"mine"}}}});
    CHECK(world.is_read(session, "mine"));
    (void)outside->ask_for<Sent>(Send{"other", {{SendPiece::Kind::text, {"x"}}}});
    (void)outside->ask_for<Done>(DetachAll{"work"});
    CHECK(holder->next<Detached>().reason == "by request");
    (void)outside->ask_for<Done>(Rename{"work", "play"});
    (void)holder->ask_for<Attached>(PeerWorld::attach_to("play", Role::controller, Claim::exclusive));
    const auto killed = outside->say_for_answer(Kill{"play", 0});
    (void)outside->ask_for<Pong>(Ping());
    CHECK_FALSE(outside->has_answer(killed)); // not before the program has ended
    world.keeper.exit(session.id(), 0);
    world.keeper.close(session.id());
    CHECK(std::holds_alternative<Done>(outside->answer(killed)));
    (void)holder->next<Ended>();
}

TEST_CASE("R5: control is requested, granted, taken, and shared again when its holder has disconnected")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const auto first = world.attached(Role::controller, Claim::exclusive, {30, 90});
    const auto second = world.greeted();
    const auto joined = second->ask_for<Attached>(PeerWorld::attach_to("work", Role::controller, {}, {40, 100}));
    CHECK(joined.role == Role::observer);
    CHECK(joined.holder == 1);
    CHECK(session.info().columns == 90);
    CHECK(second->ask_for<Failed>(GrantControl{2}).code == code(ErrorCode::refused));

    (void)second->ask_for<Done>(AskControl());
    CHECK(first->next<ControlAsked>().client == 2);
    (void)first->ask_for<Done>(GrantControl{2});
    CHECK(first->next<RoleChanged>() == RoleChanged{Role::observer, 2});
    CHECK(second->next<RoleChanged>() == RoleChanged{Role::controller, 2});
    CHECK(session.info().columns == 100);

    auto third = world.attached(Role::controller, Claim::take, {50, 110});
    CHECK(first->next<RoleChanged>() == RoleChanged{Role::observer, 3});
    CHECK(second->next<RoleChanged>() == RoleChanged{Role::observer, 3});
    CHECK(session.info().columns == 110);

    third.reset();
    CHECK(first->next<RoleChanged>() == RoleChanged{Role::controller, 0});
    CHECK(second->next<RoleChanged>() == RoleChanged{Role::controller, 0});
    const auto clients = first->ask_for<Clients>(ListClients{"work"}).clients;
    CHECK(std::ranges::none_of(clients, [](const ClientInfo& one) { return one.asks || one.holds; }));
}

TEST_CASE("a client that disconnects is detached, and its waits are dropped")
{
    PeerWorld world;
    Session& session = world.make("work");
    auto client = world.attached(Role::controller);
    (void)client->say_for_answer(wait_for_text("ready"));
    REQUIRE(world.until([&] { return world.newest.lock()->waits().size() == 1; }));

    client.reset();

    CHECK(world.until([&] { return world.newest.expired(); }));
    CHECK(session.info().controllers == 0);
    CHECK(world.host.log.empty()); // a normal disconnect
    world.keeper.write(session.id(), "ready");
    world.settle();
    CHECK(session.info().controllers == 0);
}

TEST_CASE("a peer can have 64 pending waits, and another one when one of them is answered")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const auto client = world.greeted();
    const auto first = client->say_for_answer(wait_for_text("ready"));
    for (int i = 1; i < 64; ++i) client->say(wait_for_text("never"));

    CHECK(client->ask_for<Failed>(wait_for_text("ready")).message == "too many waits at once");
    world.keeper.write(session.id(), "ready");
    CHECK(std::get<Waited>(client->answer(first)).text == "ready");

    CHECK(client->ask_for<Waited>(wait_for_text("ready")).text == "ready");
}

// --- channels --------------------------------------------------------------------------------------------------------

TEST_CASE("several sessions are attached and typed into over one connection, each on its channel")
{
    constexpr ChannelId ONE = 1;
    constexpr ChannelId OTHER = 70'000;
    PeerWorld world;
    const Session& one = world.make("one");
    Session& other = world.make("two");
    const auto client = world.greeted();
    CHECK(client->ask_for<Attached>(PeerWorld::attach_to("one"), ONE).name == "one");
    Follow follow;
    follow.session = "two";
    follow.role = Role::controller;
    CHECK(client->ask_for<Following>(follow, OTHER).name == "two");

    client->say(Input{{"first"}}, ONE);
    client->say(Input{{"second"}}, OTHER);
    CHECK(world.is_read(one, "first"));
    CHECK(world.is_read(other, "second"));
    world.keeper.write(one.id(), "to the first");
    world.keeper.write(other.id(), "to the second");
    CHECK(shown_on(*client, ONE, "to the first").find("second") == std::string::npos);
    CHECK(client->next<Output>(OTHER).bytes.data == "to the second");

    CHECK(client->ask_for<Failed>(PeerWorld::attach_to("two"), ONE).message == "already attached");
    CHECK(client->ask_for<Failed>(follow, ONE).message == "already attached");
    (void)client->ask_for<Detached>(Detach(), ONE);
    client->say(Input{{"to nobody"}}, ONE);
    CHECK(client->ask_for<Failed>(Detach(), ONE).message == "not attached");
    CHECK(world.keeper.read(one.id()).empty());

    world.end(other);
    (void)client->next<Ended>(OTHER);
    CHECK(client->ask_for<Attached>(PeerWorld::attach_to("one"), OTHER).name == "one"); // the channel is free again
}

TEST_CASE("the number of sessions on a connection is limited, and detached ones do not count")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const auto client = world.connect();
    const std::uint64_t most = client->greet().channels;
    CHECK(most == 64);
    for (ChannelId channel = 0; channel < most; ++channel)
        (void)client->ask_for<Attached>(PeerWorld::attach_to("work"), channel);

    const auto failed = client->ask_for<Failed>(PeerWorld::attach_to("work"), most);
    CHECK(failed.code == code(ErrorCode::refused));
    CHECK(failed.message == "too many sessions on this connection");
    CHECK(session.info().controllers == 64);
    (void)client->ask_for<Detached>(Detach(), 3);

    (void)client->ask_for<Attached>(PeerWorld::attach_to("work"), most);
    CHECK(session.info().controllers == 64);
    world.keeper.write(session.id(), "to all of them");
    for (ChannelId channel = 4; channel <= most; ++channel) (void)shown_on(*client, channel, "to all of them");
}

// --- pending input, and replies that are not read --------------------------------------------------------------------

TEST_CASE("refused input counts as taken, so that the client can type when it is a controller again")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const auto client = world.greeted();
    CHECK(client->ask_for<Attached>(PeerWorld::attach_to("work")).input_window == WINDOW);
    auto taker = world.attached(Role::controller, Claim::take);
    CHECK(client->next<RoleChanged>().role == Role::observer);
    const std::string quarter(WINDOW / 4, 'x');

    for (const ClientMessage& input :
         std::vector<ClientMessage>{Input{{quarter}}, Paste{{quarter}, true, true}, Mouse{{quarter}}, Input{{quarter}}})
        CHECK(client->ask_for<Failed>(input).code == code(ErrorCode::refused));

    CHECK(client->count<InputTaken>() >= 1);
    std::uint64_t taken = 0;
    while (client->count<InputTaken>() > 0) taken = client->next<InputTaken>().bytes;
    CHECK(taken == WINDOW);
    CHECK(world.keeper.read(session.id()).empty());
    taker.reset();
    CHECK(client->next<RoleChanged>().role == Role::controller);
    client->say(Input{{"x"}});
    CHECK(world.is_read(session, "x"));
}

TEST_CASE("a client whose input the program does not take is not read until it does, and others are")
{
    PeerWorld world;
    const Session& session = world.make("work");
    const auto other = world.attached(Role::controller);
    const auto client = world.attached(Role::controller);
    client->say(Input{{std::string(WINDOW, 'x')}});
    client->say(Input{{std::string(WINDOW, 'x')}});
    const auto asked = client->say_for_answer(Ping());
    REQUIRE(world.until([&] { return world.newest.lock()->viewings().find(0)->is_input_blocked(); }));

    (void)other->ask_for<Pong>(Ping());
    world.settle();
    CHECK_FALSE(client->has_answer(asked));
    CHECK(world.is_read(session, std::string(2 * WINDOW, 'x')));

    CHECK(std::holds_alternative<Pong>(client->answer(asked)));
}

TEST_CASE(
    "a client that sends requests and does not read is disconnected at 32 MiB of queued replies, and others are not")
{
    constexpr std::size_t SIZE = MAX_TO_SERVER - 100;
    PeerWorld world;
    const auto other = world.greeted();
    const auto client = world.greeted();
    client->pause(true);
    std::size_t most = 0;

    const auto is_let_go = [&] {
        const auto peer = world.newest.lock();
        if (!peer || !peer->is_open()) return true;
        most = std::max(most, peer->pending());
        return false;
    };
    for (int i = 0; i < 64 && !is_let_go(); ++i) {
        client->say(long_answer(SIZE));
        (void)other->ask_for<Pong>(Ping());
    }

    CHECK(world.until([&] {
        world.loop.defer([] {});
        return is_let_go();
    }));
    CHECK(most > 30U << 20);
    CHECK(most < 34U << 20);
    REQUIRE(world.host.log.size() == 1);
    CHECK(world.host.log.front().find("disconnected a peer that does not read") != std::string::npos);
    CHECK(world.until([&] { return world.host.peers.size() == 1; }));
}

TEST_CASE("a client that was behind is sent the newest of each kind of notification")
{
    PeerWorld world;
    world.make("work");
    const auto client = world.attached(Role::controller);
    const auto peer = world.newest.lock();
    client->pause(true);
    for (int i = 0; i < 3; ++i) client->say(long_answer(MUCH - 100));
    REQUIRE(world.until([&] {
        world.loop.defer([] {});
        return peer->pending() > MUCH;
    }));

    for (int i = 0; i < 3; ++i) {
        const auto taker = world.attached(Role::controller, Claim::take);
        (void)taker->ask_for<Detached>(Detach());
    }
    const auto holder = world.attached(Role::controller, Claim::take);
    client->pause(false);
    (void)client->ask_for<Pong>(Ping());

    CHECK(client->next<RoleChanged>() == RoleChanged{Role::observer, 5});
    (void)client->ask_for<Pong>(Ping());
    CHECK(client->count<RoleChanged>() == 0);
}

// --- guests ----------------------------------------------------------------------------------------------------------

TEST_CASE("a guest sees the sessions shared with it and learns nothing of others, whatever it sends")
{
    PeerWorld world;
    Session& session = world.make("work");
    world.make("secret");
    REQUIRE(session.change_grants().give({Grantee::user, ANNA_USER, {}}));
    const SessionInfo before = session.info();
    const auto client = world.guest(ANNA_USER);
    const auto sessions = client->ask_for<Sessions>(List()).sessions;
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].name == "work");

    for (const ClientMessage& sample : client_samples()) {
        INFO("message " << tag_of(sample));
        if (permission_of(sample) != Permission::visit) {
            for (const char* const name : {"work", "secret", "nosuch"}) {
                const auto failed = client->ask_for<Failed>(about(sample, name));
                CHECK(failed.code == code(ErrorCode::refused));
                CHECK(failed.message == "a guest can only observe");
            }
        } else if (!session_named_in(sample).empty()) {
            const auto hidden = client->ask_for<Failed>(about(sample, "secret"));
            auto missing = client->ask_for<Failed>(about(sample, "nosuch"));
            if (const auto at = missing.message.find("nosuch"); at != std::string::npos)
                missing.message.replace(at, 6, "secret");
            CHECK(hidden == missing);
        }
    }
    CHECK(client->ask_for<Failed>(TakeSnapshot{"#2"}).message == "no session \"#2\"");
    CHECK(client->ask_for<Snapshotted>(TakeSnapshot{""}).name == "work"); // the visible one used last
    const auto attach = PeerWorld::attach_to("work", Role::controller, Claim::take, {50, 200});
    CHECK(client->ask_for<Attached>(attach).role == Role::observer);
    client->say(Resize{3, 3});
    for (const ClientMessage& sample : client_samples())
        if (permission_of(sample) != Permission::visit) (void)client->ask_for<Failed>(sample);
    (void)client->ask_for<Detached>(Detach());

    SessionInfo after = session.info();
    after.active = before.active;
    CHECK(after == before);
    CHECK(world.keeper.read(session.id()).empty());
    CHECK(world.table->size() == 2);
    CHECK_FALSE(world.host.is_stopped);
}

TEST_CASE("a guest that watches the list is sent changes of sessions while they are shared with it, and of no others")
{
    PeerWorld world;
    Session& work = world.make("work");
    Session& other = world.make("other");
    const SessionId id = other.id();
    REQUIRE(work.change_grants().give({Grantee::user, ANNA_USER, {}}));
    const auto anna = world.guest(ANNA_USER);
    const auto owner = world.greeted();
    REQUIRE(anna->ask_for<Sessions>(WatchSessions()).sessions.size() == 1);

    (void)owner->ask_for<Done>(Rename{"other", "hidden"});
    (void)owner->ask_for<Done>(Rename{"work", "seen"});
    auto told = anna->next<SessionsChanged>();
    REQUIRE(told.changed.size() == 1);
    CHECK(told.changed[0].name == "seen");

    (void)owner->ask_for<Done>(Share{"hidden", Grantee::user, ANNA_USER, {}});
    told = anna->next<SessionsChanged>();
    REQUIRE(told.changed.size() == 1);
    CHECK(told.changed[0].id == id);

    (void)owner->ask_for<Done>(Unshare{"hidden", Grantee::user, ANNA_USER});
    told = anna->next<SessionsChanged>();
    CHECK(told.changed.empty());
    CHECK(told.gone == std::vector<std::uint64_t>{id});
}

TEST_CASE("a guest whose user had to rest is sent changes after the rest")
{
    PeerWorld world;
    Session& work = world.make("work");
    REQUIRE(work.change_grants().give({Grantee::user, ANNA_USER, {}}));
    const auto anna = world.guest(ANNA_USER);
    (void)anna->ask_for<Sessions>(WatchSessions());
    world.host.lets_rest = true;
    world.newest.lock()->charge(100ms);

    REQUIRE(world.table->rename(work, "other").has_value());
    world.settle();
    CHECK(anna->count<SessionsChanged>() == 0);

    world.host.end_rests();
    CHECK(anna->next<SessionsChanged>().changed.at(0).name == "other");
}

TEST_CASE("a guest is rejected when it greets if no session is shared with it")
{
    PeerWorld world;
    Session& session = world.make("work");
    REQUIRE(session.change_grants().give({Grantee::user, ANNA_USER, {}}));
    const auto bert = world.connect(BERT_USER);

    CHECK(bert->ask_for<Failed>(Hello()).message == "no session is shared with you");

    (void)bert->turned_away();
    CHECK(world.host.peers.empty());
}

TEST_CASE("revoking a share detaches guests that depend on it at once, and disconnects those that have no other")
{
    PeerWorld world;
    Session& session = world.make("work");
    REQUIRE(session.change_grants().give({Grantee::user, ANNA_USER, {}}));
    REQUIRE(session.change_grants().give({Grantee::everyone, 0, {}}));
    const auto owner = world.greeted();
    const auto anna = world.guest(ANNA_USER);
    const auto bert = world.guest(BERT_USER);
    (void)anna->ask_for<Attached>(PeerWorld::attach_to("work"));
    (void)bert->ask_for<Attached>(PeerWorld::attach_to("work"));
    const auto waiting = world.guest(BERT_USER);
    const auto asked = waiting->say_for_answer(wait_for_text("never"));
    REQUIRE(world.until([&] { return world.host.waits_of(BERT_USER) == 1; }));

    (void)owner->ask_for<Done>(Unshare{"work", Grantee::everyone, 0});

    CHECK(bert->next<Detached>().reason == "the session is no longer shared with you");
    CHECK(bert->turned_away() == "no session is shared with you any longer");
    CHECK(std::get<Failed>(waiting->answer(asked)).code == code(ErrorCode::not_found));
    CHECK(waiting->turned_away() == "no session is shared with you any longer");
    CHECK(anna->ask_for<Sessions>(List()).sessions.size() == 1);
    CHECK(session.info().observers == 1);
    CHECK(owner->ask_for<Failed>(Unshare{"work", Grantee::everyone, 0}).code == code(ErrorCode::not_found));
}

TEST_CASE("a guest's frames are limited to 4 KiB, from the first one on")
{
    PeerWorld world;
    REQUIRE(world.make("work").change_grants().give({Grantee::everyone, 0, {}}));
    const auto unknown = world.connect(ANNA_USER);
    const auto known = world.guest(ANNA_USER);
    CHECK(known->ask_for<Failed>(TakeSnapshot{std::string(3'900, 'x')}).code == code(ErrorCode::not_found));

    for (LoopClient* const client : {unknown.get(), known.get()}) {
        client->say_bytes(length_of(4'097));
        CHECK(client->turned_away() == "a frame of 4097 bytes, over the limit of 4096");
    }
}

TEST_CASE("a guest attaches to one session on a connection, and takes control from no client")
{
    PeerWorld world;
    Session& session = world.make("work");
    REQUIRE(session.change_grants().give({Grantee::everyone, 0, {}}));
    const auto owner = world.attached(Role::controller, Claim::exclusive);
    const auto client = world.connect(ANNA_USER);
    CHECK(client->greet().channels == 1);

    const auto attach = PeerWorld::attach_to("work", Role::observer, Claim::exclusive);
    CHECK(client->ask_for<Attached>(attach, 5).role == Role::observer);
    CHECK(client->ask_for<Failed>(attach, 6).code == code(ErrorCode::refused));
    (void)client->ask_for<Detached>(Detach(), 5);
    (void)client->ask_for<Attached>(attach, 6);

    (void)owner->ask_for<Pong>(Ping());
    CHECK(owner->count<RoleChanged>() == 0);
    CHECK(session.info().controllers == 1);
}

TEST_CASE("a guest's waits are limited for each connection and for all of them together")
{
    PeerWorld world;
    const Session& session = world.make("work");
    REQUIRE(world.table->find("work").value()->change_grants().give({Grantee::everyone, 0, {}}));
    std::vector<std::unique_ptr<LoopClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(world.guest(ANNA_USER));
        for (int j = 0; j < 4 && i < 4; ++j) clients.back()->say(wait_for_text("never"));
        (void)clients.back()->ask_for<Sessions>(List());
    }

    CHECK(world.host.waits_of(ANNA_USER) == 16);
    CHECK(clients[0]->ask_for<Failed>(wait_for_text("never")).message == "too many waits at once");
    CHECK(clients[4]->ask_for<Failed>(wait_for_text("never")).message == "too many waits at once");
    const auto bert = world.guest(BERT_USER);
    const auto asked = bert->say_for_answer(wait_for_text("ready"));
    CHECK(bert->ask_for<Failed>(wait_for_text(std::string(257, 'x'))).code == code(ErrorCode::invalid));
    world.keeper.write(session.id(), "ready");
    CHECK(std::get<Waited>(bert->answer(asked)).text == "ready");
}

TEST_CASE("the owner's controllers are notified of guests that come and go; observers and guests are not")
{
    PeerWorld world;
    REQUIRE(world.make("work").change_grants().give({Grantee::everyone, 0, {}}));
    const auto controller = world.attached(Role::controller);
    const auto observer = world.attached(Role::observer);
    const auto bert = world.guest(BERT_USER);
    (void)bert->ask_for<Attached>(PeerWorld::attach_to("work"));
    CHECK(controller->next<GuestVisits>() == GuestVisits{BERT_USER, true, 1});

    auto anna = world.guest(ANNA_USER);
    (void)anna->ask_for<Attached>(PeerWorld::attach_to("work"));
    CHECK(controller->next<GuestVisits>() == GuestVisits{ANNA_USER, true, 1});
    anna.reset();

    CHECK(controller->next<GuestVisits>() == GuestVisits{ANNA_USER, false, 0});
    for (LoopClient* const client : {controller.get(), observer.get(), bert.get()}) {
        (void)client->ask_for<Pong>(Ping());
        CHECK(client->count<GuestVisits>() == 0);
    }
}

TEST_CASE("a guest that exceeds its budget is not read until it has rested; another user's guest is, and the owner is")
{
    PeerWorld world;
    REQUIRE(world.make("work").change_grants().give({Grantee::everyone, 0, {}}));
    const auto owner = world.greeted();
    const auto bert = world.guest(BERT_USER);
    const auto anna = world.guest(ANNA_USER);
    const auto peer = world.newest.lock();
    world.host.lets_rest = true;

    peer->charge(1h);
    const auto asked = anna->say_for_answer(Ping());
    (void)owner->ask_for<Pong>(Ping());
    (void)bert->ask_for<Pong>(Ping());
    world.settle();
    CHECK_FALSE(anna->has_answer(asked));
    for (int i = 0; i < 1'000 && world.host.guest_budget().is_resting(ANNA_USER); ++i) world.host.end_rests();

    CHECK(std::holds_alternative<Pong>(anna->answer(asked)));
}

TEST_CASE("none of a guest's queued messages is handled once replies to it cannot be written")
{
    PeerWorld world;
    REQUIRE(world.make("work").change_grants().give({Grantee::everyone, 0, {}}));
    // The last frame is invalid, which would be logged if it were reached.
    std::string requests;
    for (int i = 0; i < 100; ++i) requests += encode(ClientMessage(List()), 1);
    requests += length_of(0);
    auto deaf = world.guest(ANNA_USER);
    deaf->say_bytes(requests);
    deaf.reset();

    const auto hearing = world.guest(BERT_USER);
    hearing->say_bytes(requests);

    CHECK_FALSE(hearing->turned_away().empty());
    CHECK(world.until([&] { return world.host.peers.empty(); }));
    REQUIRE(world.host.log.size() == 1);
    CHECK(world.host.log.front().starts_with(std::to_string(BERT_USER)));
}
