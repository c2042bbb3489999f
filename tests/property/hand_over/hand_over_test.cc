#include "tests/support/cases.h"
#include "tests/support/difference.h"
#include "tests/support/recorded.h"
#include "tests/support/stream.h"
#include "tests/support/worker_world.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

using namespace cleat;
using cleat::test::difference;
using cleat::test::RECORDED_SIZE;
using cleat::test::WorkerWorld;

namespace {

constexpr std::uint64_t HISTORY = 300;

/// Everything that a client can learn about all sessions.
struct Known {
    std::vector<SessionInfo> sessions;
    std::vector<std::string> snapshots;
    std::string output; ///< of the session on pipes: each piece with its stream
    std::vector<ServerMessage> waits;
    std::vector<ShareInfo> shares;

    bool operator==(const Known&) const = default;
};

/// Three sessions: output of real programs, generated output at any size, and one on pipes. Two terminals that are
/// never handed over run beside the first two for comparison.
class ThreeSessions {
 public:
    explicit ThreeSessions(WorkerWorld& world) : world_(world), stream_(9)
    {
        make("recorded", SessionKind::terminal, RECORDED_SIZE);
        make("random", SessionKind::terminal, {10, 30});
        make("pipes", SessionKind::pipes, RECORDED_SIZE);
    }

    void write_recorded(std::string_view bytes)
    {
        world_.keeper.write(RECORDED, bytes);
        recorded_.feed(bytes);
    }
    /// Does something random to one of the other sessions.
    void do_anything()
    {
        switch (stream_.number(0, 5)) {
        case 0:
            random_size_ = stream_.size();
            (void)world_.client->ask_for<Done>(SetSize{"random", random_size_.rows, random_size_.columns, {}});
            random_.resize(random_size_);
            break;
        case 1:
            marks_.push_back(world_.client->ask_for<Sent>(Send{"random", {{SendPiece::Kind::text, {"x"}}}}).offset);
            break;
        case 2:
            marks_.push_back(world_.client->ask_for<Sent>(Send{"pipes", {{SendPiece::Kind::text, {"x"}}}}).offset);
            break;
        case 3: {
            const auto& program = world_.keeper.program(PIPES);
            const int end = stream_.chance(2) ? program.errors.get() : program.output.get();
            const std::string bytes = stream_.text();
            REQUIRE(::write(end, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
            pipes_ += bytes.size();
            break;
        }
        default: {
            const std::string bytes = stream_.pieces(random_size_, stream_.number(1, 4));
            world_.keeper.write(RANDOM, bytes);
            random_.feed(bytes);
            break;
        }
        }
        settle();
    }
    /// Waits until the worker has read everything written.
    void settle()
    {
        drain();
        REQUIRE(world_.until([this] {
            world_.loop.defer([] {}); // an idle processor takes long to wake up
            return offset("recorded") == recorded_.offset() && offset("random") == random_.offset() &&
                   end_of_pipes() == pipes_;
        }));
        drain();
    }
    Known known()
    {
        Known out;
        out.sessions = world_.client->ask_for<Sessions>(List()).sessions;
        for (const char* name : {"recorded", "random"}) out.snapshots.push_back(snapshot(name));
        out.output = output_of_pipes();
        for (std::size_t i = marks_.size() - std::min<std::size_t>(marks_.size(), 3); i < marks_.size(); ++i)
            for (const char* name : {"random", "pipes"})
                out.waits.push_back(world_.client->ask(Wait{name, Wait::For::text, "[a-z]", 0, marks_[i], 1}));
        out.shares = world_.client->ask_for<Shares>(ListShares()).shares;
        return out;
    }
    void check_terminals()
    {
        check_same("recorded", recorded_);
        check_same("random", random_);
    }
    /// Checks that the terminal's replies reached the program, each once.
    void check_replies()
    {
        drain();
        CHECK(recorded_replies_ == recorded_.take_replies());
    }

 private:
    static constexpr SessionId RECORDED = 1;
    static constexpr SessionId RANDOM = 2;
    static constexpr SessionId PIPES = 3;

    void make(const std::string& name, SessionKind kind, Size size)
    {
        New request;
        request.name = name;
        request.command = {"program"};
        request.kind = kind;
        request.input = true;
        request.rows = size.rows;
        request.columns = size.columns;
        request.history_lines = HISTORY;
        request.idle_after_ms = 100'000'000;
        request.timeout_ms = 90'000'000;
        (void)world_.client->ask_for<Created>(request);
    }
    [[nodiscard]] std::string snapshot(const std::string& name)
    {
        return world_.client->ask_for<Snapshotted>(TakeSnapshot{name, 1U << 20}).snapshot.data;
    }
    [[nodiscard]] std::uint64_t offset(const std::string& name)
    {
        return parse_snapshot(world_.client->ask_for<Snapshotted>(TakeSnapshot{name, 0}).snapshot.data)->state.offset;
    }
    [[nodiscard]] std::uint64_t end_of_pipes()
    {
        Follow ask{.session = "pipes"};
        ask.streams = Follow::Streams::none;
        ask.role = Role::controller;
        ask.goes_on = false;
        const auto end = world_.client->ask_for<Following>(ask).end;
        (void)world_.client->next<Detached>();
        return end;
    }
    [[nodiscard]] std::string output_of_pipes()
    {
        Follow ask{.session = "pipes"};
        ask.since = pipes_ - std::min<std::uint64_t>(pipes_, 2'000);
        ask.role = Role::controller;
        ask.goes_on = false;
        (void)world_.client->ask_for<Following>(ask);
        std::string out;
        for (;;) {
            const ServerMessage message = world_.client->next_any();
            if (std::holds_alternative<Detached>(message)) return out;
            if (const auto* const output = std::get_if<Output>(&message))
                for (const char byte : output->bytes.data)
                    out += {output->stream == OutputStream::out ? 'o' : 'e', byte};
        }
    }
    void check_same(const std::string& name, const Terminal& whole)
    {
        const auto here = parse_snapshot(snapshot(name));
        REQUIRE(here.has_value());
        Snapshot expected = whole.snapshot(SnapshotHistory::kept, UnfinishedClipboard::left_out);
        REQUIRE(difference(*here, expected) == "");
    }
    /// Reads the programs' input, so that the server does not wait for them.
    void drain()
    {
        recorded_replies_ += world_.keeper.read(RECORDED);
        (void)world_.keeper.read(RANDOM);
        (void)world_.keeper.read(PIPES);
    }

    WorkerWorld& world_;
    test::Stream stream_;
    Terminal recorded_{RECORDED_SIZE, HistoryLimits{.lines = HISTORY}};
    Terminal random_{{10, 30}, HistoryLimits{.lines = HISTORY}};
    Size random_size_{10, 30};
    std::uint64_t pipes_ = 0;
    std::vector<std::uint64_t> marks_;
    std::string recorded_replies_;
};

/// Times in seconds of the wall clock are computed from another clock, and may differ by one.
void check_known(Known before, Known after)
{
    REQUIRE(before.sessions.size() == after.sessions.size());
    for (std::size_t i = 0; i < before.sessions.size(); ++i) {
        REQUIRE(before.sessions[i].ends.has_value());
        REQUIRE(after.sessions[i].ends.has_value());
        REQUIRE(std::abs(*before.sessions[i].ends - *after.sessions[i].ends) <= 1);
        before.sessions[i].ends = after.sessions[i].ends;
        REQUIRE(before.sessions[i] == after.sessions[i]);
    }
    REQUIRE(before.snapshots == after.snapshots);
    REQUIRE(before.output == after.output);
    REQUIRE(before.waits == after.waits);
    REQUIRE(before.shares == after.shares);
}

} // namespace

// If CLEAT_EVERY_BYTE is in the environment, the worker is replaced after every byte: ./dev restore.
TEST_CASE(
    "everything clients can learn of a worker's sessions is the same in the next worker, wherever the first one ends")
{
    std::string bytes;
    for (const auto& recorded : test::recorded()) bytes += recorded.bytes;
    const auto cuts = static_cast<std::size_t>(cleat::test::scaled(2'000));
    const std::size_t piece = std::getenv("CLEAT_EVERY_BYTE") != nullptr ? 1 : bytes.size() / cuts;

    WorkerWorld world;
    ThreeSessions sessions(world);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        CAPTURE(at);
        sessions.write_recorded(std::string_view(bytes).substr(at, piece));
        sessions.settle();
        if (at / piece % 3 == 0) sessions.do_anything();
        if (at / piece % 7 == 0) {
            const Known before = sessions.known();
            world.restart();
            check_known(before, sessions.known());
        } else {
            world.restart();
        }
        sessions.check_terminals();
    }
    sessions.check_replies();
}
