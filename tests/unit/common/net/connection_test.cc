#include "common/net/connection.h"

#include "common/event/work_clock.h"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace cleat;

namespace {

struct SocketPair {
    SocketPair()
    {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
        ours = UniqueFd(ends[0]);
        theirs = UniqueFd(ends[1]);
    }
    void say(const std::string& bytes) const
    {
        REQUIRE(::write(theirs.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    UniqueFd ours;
    UniqueFd theirs;
};

std::string frame_with(const std::string& body)
{
    std::string out;
    const std::size_t begin = begin_frame(out);
    out += body;
    end_frame(out, begin);
    return out;
}

/// Replies to every frame and stops the loop when the connection is closed.
struct Answerer {
    Answerer(Loop& loop, UniqueFd socket, Connection::Terms terms)
        : connection(loop, std::move(socket), terms,
                     {.on_frame =
                          [this](std::string_view body) {
                              heard.emplace_back(body);
                              connection.send(frame_with("answer"));
                          },
                      .on_drained = {},
                      .on_broken = [this](const Error& error) { broken = error.message(); },
                      .on_closed = [&loop] { loop.stop(); }})
    {}
    std::vector<std::string> heard;
    std::string broken;
    Connection connection;
};

} // namespace

TEST_CASE("what a peer sent before it stopped reading is delivered, or dropped with the first reply")
{
    Loop loop;
    SocketPair sockets;
    std::string requests;
    for (int i = 0; i < 100; ++i) requests += frame_with("request");
    sockets.say(requests);
    REQUIRE(::shutdown(sockets.theirs.get(), SHUT_RD) == 0);
    Connection::Terms terms{.most_per_frame = 4'096};
    std::size_t expected = 100;
    SUBCASE("delivered")
    {
        sockets.theirs.reset();
    }
    SUBCASE("dropped")
    {
        terms.when_not_reading = Connection::Terms::NotReading::is_dropped;
        expected = 1;
    }
    Answerer server(loop, std::move(sockets.ours), terms);

    loop.run();

    CHECK(server.heard.size() == expected);
}

TEST_CASE("frames are delivered after all reading in a turn of the loop, as many per turn as the terms allow")
{
    Loop loop;
    Turns turns(loop);
    SocketPair guests;
    SocketPair owners;
    std::vector<char> order;
    const auto add = [&order](char who) { return [&order, who](std::string_view) { order.push_back(who); }; };
    const auto nothing = [](const Error&) {};
    int closed = 0;
    const auto on_closed = [&] {
        if (++closed == 2) loop.stop();
    };
    Connection::Terms terms{.most_per_frame = 4'096, .frames_per_turn = 1};
    terms.turns = &turns;
    Connection guest(loop, std::move(guests.ours), terms, {add('g'), {}, nothing, on_closed});
    Connection owner(loop, std::move(owners.ours), 4'096, {add('o'), {}, nothing, on_closed});
    for (int i = 0; i < 3; ++i) {
        guests.say(frame_with("x"));
        owners.say(frame_with("x"));
    }
    guests.theirs.reset();
    owners.theirs.reset();

    loop.run();

    CHECK(std::string(order.begin(), order.end()) == "oooggg");
}

TEST_CASE("connections that share turns are served alternately, and input read meanwhile is handled first")
{
    Loop loop;
    Turns turns(loop);
    SocketPair one;
    SocketPair two;
    SocketPair owners;
    std::string order;
    const auto nothing = [](const Error&) {};
    int closed = 0;
    const auto on_closed = [&] {
        if (++closed == 3) loop.stop();
    };
    const Connection::Terms terms{.most_per_frame = 4'096, .frames_per_turn = 1, .turns = &turns};
    // The owner types while each request of a guest is handled.
    const auto guest = [&](char who) {
        return [&, who](std::string_view) {
            order += who;
            owners.say(frame_with("x"));
        };
    };
    Connection first(loop, std::move(one.ours), terms, {guest('1'), {}, nothing, on_closed});
    Connection second(loop, std::move(two.ours), terms, {guest('2'), {}, nothing, on_closed});
    Connection owner(loop, std::move(owners.ours), 4'096,
                     {[&](std::string_view) {
                          order += 'o';
                          if (order.size() == 8) owners.theirs.reset();
                      },
                      {},
                      nothing,
                      on_closed});
    for (int i = 0; i < 2; ++i) {
        one.say(frame_with("x"));
        two.say(frame_with("x"));
    }
    one.theirs.reset();
    two.theirs.reset();

    loop.run();

    CHECK(order == "1o2o1o2o");
}

TEST_CASE("waiting frames cause no work, whether the peer hung up or continues")
{
    constexpr int REST = 100;
    constexpr std::chrono::milliseconds WORK{2};
    Loop loop;
    Turns turns(loop, REST);
    SocketPair sockets;
    sockets.say(frame_with("request"));
    Answerer peer(loop, std::move(sockets.ours), {.most_per_frame = 4'096, .turns = &turns});
    bool was_paused = false;
    SUBCASE("hung up")
    {
        sockets.theirs.reset();
    }
    SUBCASE("continues after a pause")
    {
        peer.connection.pause(true);
        was_paused = true;
    }
    Turn busy(turns, [&] {
        const auto end = WorkClock::now() + WORK;
        while (WorkClock::now() < end) continue;
        if (was_paused) peer.connection.pause(false);
    });
    Turn last(turns, [&] { loop.stop(); });
    busy.ask();
    last.ask();

    const auto began = WorkClock::now();
    loop.run();

    CHECK(WorkClock::now() - began < REST * WORK / 2);
}

TEST_CASE("bytes that do not complete a frame are reported as work and get no turn")
{
    Loop loop;
    Turns turns(loop);
    SocketPair sockets;
    const std::string frame = frame_with("request");
    std::size_t sent = 0;
    int parts = 0;
    Clock::duration cost{};
    std::string heard;
    Connection peer(loop, std::move(sockets.ours), {.most_per_frame = 4'096, .turns = &turns},
                    {.on_frame = [&](std::string_view body) { heard = body; },
                     .on_drained = {},
                     .on_broken = [](const Error&) {},
                     .on_closed = [&] { loop.stop(); },
                     .on_part =
                         [&](Clock::duration spent) {
                             ++parts;
                             cost += spent;
                         }});
    Turn drip(turns, [&] {
        sockets.say(frame.substr(sent++, 1));
        if (sent < frame.size()) drip.ask();
        else sockets.theirs.reset();
    });
    drip.ask();

    loop.run();

    CHECK(heard == "request");
    CHECK(parts == static_cast<int>(frame.size()) - 1);
    CHECK(cost >= parts * std::chrono::microseconds(20));
}

TEST_CASE("a paused connection uses no additional descriptor")
{
    Loop loop;
    std::vector<SocketPair> sockets(20);
    std::vector<std::unique_ptr<Connection>> peers;
    int closed = 0;
    for (auto& pair : sockets)
        peers.push_back(std::make_unique<Connection>(loop, std::move(pair.ours), 4'096,
                                                     Connection::Handlers{.on_frame = [](std::string_view) {},
                                                                          .on_drained = {},
                                                                          .on_broken = [](const Error&) {},
                                                                          .on_closed =
                                                                              [&] {
                                                                                  if (++closed == 20) loop.stop();
                                                                              },
                                                                          .on_part = {}}));
    const int next_before = UniqueFd(::dup(0)).get();
    for (const auto& peer : peers) peer->pause(true);
    const int next_after = UniqueFd(::dup(0)).get();
    for (auto& pair : sockets) pair.theirs.reset();

    loop.run(); // a paused connection notices the disconnect, too

    CHECK(next_after == next_before);
    CHECK(closed == 20);
}

TEST_CASE("a peer that sends malformed data and hangs up is disconnected")
{
    Loop loop;
    SocketPair sockets;
    sockets.say(std::string("\0\0\x10\x01", 4));
    sockets.theirs.reset();
    Answerer peer(loop, std::move(sockets.ours), {.most_per_frame = 4'096});

    loop.run();

    CHECK_FALSE(peer.broken.empty());
    CHECK_FALSE(peer.connection.is_open());
}

TEST_CASE("a frame that is too long is refused by its length, before any of its body has arrived")
{
    Loop loop;
    SocketPair sockets;
    sockets.say(std::string("\0\0\x10\x01", 4));
    bool broken = false;
    Connection connection(loop, std::move(sockets.ours), Connection::Terms{.most_per_frame = 4'096},
                          {[](std::string_view) {},
                           {},
                           [&](const Error&) {
                               broken = true;
                               loop.stop();
                           },
                           [] {}});

    loop.run();

    CHECK(broken);
}
