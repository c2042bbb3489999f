#include "server/keeper/channel.h"

#include "server/keeper/link.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

using Worker = Channel<WorkerRecord, KeeperRecord>;
using Keeper = Channel<KeeperRecord, WorkerRecord>;

/// Two ends in one loop, and what the second received.
struct Both {
    Loop loop;
    std::unique_ptr<Worker> near;
    std::unique_ptr<Keeper> far;
    std::vector<WorkerRecord> records;
    std::vector<std::vector<UniqueFd>> descriptors;
    std::size_t wanted = 1;
    bool near_closed = false;
    bool far_closed = false;
    Timer deadline{loop, [this] {
                       FAIL_CHECK("deadline passed");
                       loop.stop();
                   }};

    Both()
    {
        auto sockets = make_channel_sockets();
        REQUIRE(sockets.has_value());
        near = std::make_unique<Worker>(loop, std::move(sockets->first),
                                        Worker::Handlers{.on_record = [](KeeperRecord, std::vector<UniqueFd>) {},
                                                         .on_closed = [this] { ended(near_closed); }});
        far = std::make_unique<Keeper>(loop, std::move(sockets->second),
                                       Keeper::Handlers{.on_record =
                                                            [this](WorkerRecord record, std::vector<UniqueFd> fds) {
                                                                came(std::move(record), std::move(fds));
                                                            },
                                                        .on_closed = [this] { ended(far_closed); }});
        deadline.start(20s);
    }

    void came(WorkerRecord record, std::vector<UniqueFd> fds)
    {
        records.push_back(std::move(record));
        descriptors.push_back(std::move(fds));
        if (records.size() == wanted) loop.stop();
    }

    void ended(bool& flag)
    {
        CHECK_FALSE(flag);
        flag = true;
        loop.stop();
    }
};

record::Spawn large_spawn(std::size_t size)
{
    return {
        .session = 1,
        .request = {.argv = {"sh"}, .fallbacks = {}, .environment = {"A=" + std::string(size, 'a')}, .directory = "/"}};
}

} // namespace

TEST_CASE("a record arrives")
{
    Both both;

    both.near->send(record::Signal{.session = 1, .group = 2, .signal = 3});
    both.loop.run();

    REQUIRE(both.records.size() == 1);
    CHECK((both.records[0] == WorkerRecord(record::Signal{.session = 1, .group = 2, .signal = 3})));
    CHECK(both.descriptors[0].empty());
}

TEST_CASE("descriptors arrive with their record, and the sender keeps its own")
{
    Both both;
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const UniqueFd read{ends[0]};
    const UniqueFd write{ends[1]};

    both.near->send(record::Ready{}, {read.get(), write.get()});
    both.loop.run();

    REQUIRE(both.descriptors.size() == 1);
    REQUIRE(both.descriptors[0].size() == 2);
    CHECK((::fcntl(both.descriptors[0][0].get(), F_GETFD) & FD_CLOEXEC) != 0);
    REQUIRE(::write(both.descriptors[0][1].get(), "x", 1) == 1);
    char byte = 0;
    CHECK(::read(read.get(), &byte, 1) == 1);
    CHECK(byte == 'x');
}

TEST_CASE("records larger than a packet arrive, in order with the others")
{
    Both both;
    both.wanted = 4;

    both.near->send(record::Forget{.session = 1});
    both.near->send(large_spawn(1 << 20));
    both.near->send(large_spawn((64 << 10) - 100));
    both.near->send(record::Forget{.session = 2});
    both.loop.run();

    REQUIRE(both.records.size() == 4);
    CHECK((both.records[1] == WorkerRecord(large_spawn(1 << 20))));
    CHECK((both.records[2] == WorkerRecord(large_spawn((64 << 10) - 100))));
    CHECK((both.records[3] == WorkerRecord(record::Forget{.session = 2})));
    CHECK(both.descriptors[1].empty());
}

TEST_CASE("thousands of records that do not fit into the socket wait and arrive in order")
{
    Both both;
    both.wanted = 20'000;

    for (SessionId i = 0; i < both.wanted; ++i) both.near->send(record::Forget{.session = i});
    both.loop.run();

    REQUIRE(both.records.size() == both.wanted);
    for (SessionId i = 0; i < both.wanted; ++i)
        REQUIRE((both.records[i] == WorkerRecord(record::Forget{.session = i})));
}

TEST_CASE("a channel closes when too much waits for an end that does not read")
{
    Both both;
    both.far.reset();
    auto sockets = make_channel_sockets();
    REQUIRE(sockets.has_value());
    const UniqueFd silent = std::move(sockets->second);
    Worker channel(both.loop, std::move(sockets->first),
                   {.on_record = [](KeeperRecord, std::vector<UniqueFd>) {}, .on_closed = [&] { both.loop.stop(); }});

    for (int i = 0; i < 30; ++i) channel.send(large_spawn(1 << 20));
    both.loop.run();
    channel.send(record::Stop{});

    CHECK(true); // the run ended, because the channel was closed
}

TEST_CASE("programs requested from a keeper that does not answer are refused until it does")
{
    Loop loop;
    auto sockets = make_channel_sockets();
    REQUIRE(sockets.has_value());
    bool is_closed = false;
    std::size_t asked = 0;
    std::size_t failed = 0;
    KeeperLink link(loop, std::move(sockets->first),
                    {.on_spawned = {},
                     .on_spawn_failed =
                         [&](SessionId, SpawnError) {
                             if (++failed == asked) loop.stop();
                         },
                     .on_exited = {},
                     .on_closed = [&] { is_closed = true; },
                     .on_listener = {},
                     .on_shared_listener = {},
                     .on_recorder = {},
                     .on_recorder_exited = {}});
    const SpawnRequest request = large_spawn(1 << 20).request;

    for (SessionId session = 1; session <= 400; ++session)
        if (link.spawn(session, request)) ++asked;
    CHECK(asked == 4); // the fourth exceeds 4 MiB

    Keeper keeper(loop, std::move(sockets->second),
                  {.on_record =
                       [&](const WorkerRecord& record, const std::vector<UniqueFd>&) {
                           keeper.send(record::SpawnFailed{std::get<record::Spawn>(record).session, {}});
                       },
                   .on_closed = [&] { is_closed = true; }});
    loop.run();
    CHECK_FALSE(is_closed);
    CHECK(failed == asked);
    CHECK(link.spawn(401, request));
}

TEST_CASE("a record that is too large is refused when it is offered")
{
    Both both;

    CHECK_FALSE(both.near->offer(large_spawn(MAX_RECORD)));
    CHECK(both.near->offer(record::Stop{}));
    both.loop.run();

    CHECK_FALSE(both.near_closed);
    CHECK(both.records == std::vector<WorkerRecord>{record::Stop{}});
}

TEST_CASE("when one end closes the other is notified, once")
{
    Both both;

    both.near.reset();
    both.loop.run();

    CHECK(both.far_closed);
}

TEST_CASE("an invalid record closes the channel")
{
    for (const std::string& bytes :
         {std::string(1, '\0'), std::string("\0\x01", 2), std::string(1, '\1'), std::string(70'000, 'x')}) {
        Loop loop;
        auto sockets = make_channel_sockets();
        REQUIRE(sockets.has_value());
        bool is_closed = false;
        Keeper channel(loop, std::move(sockets->first),
                       {.on_record = [](WorkerRecord, std::vector<UniqueFd>) { FAIL_CHECK("a record came"); },
                        .on_closed = [&] { is_closed = true; }});
        REQUIRE(::send(sockets->second.get(), bytes.data(), bytes.size(), 0) > 0);

        loop.run();

        CHECK(is_closed);
    }
}

TEST_CASE("a record of a later version is skipped")
{
    Loop loop;
    auto sockets = make_channel_sockets();
    REQUIRE(sockets.has_value());
    std::vector<WorkerRecord> records;
    Keeper channel(loop, std::move(sockets->first),
                   {.on_record =
                        [&](WorkerRecord record, std::vector<UniqueFd>) {
                            records.push_back(std::move(record));
                            loop.stop();
                        },
                    .on_closed = [&] { loop.stop(); }});
    REQUIRE(::send(sockets->second.get(), "\0\xff\x7f", 3, 0) == 3);
    const auto known = std::string(1, '\0') + encode_record(WorkerRecord(record::Stop{}));
    REQUIRE(::send(sockets->second.get(), known.data(), known.size(), 0) > 0);

    loop.run();

    REQUIRE(records.size() == 1);
    CHECK((records[0] == WorkerRecord(record::Stop{})));
}
