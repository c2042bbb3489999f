#include "client/stream/stream_client.h"

#include "tests/support/answering_server.h"
#include "tests/support/scripted_server.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>
#include <utility>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Stands in for a descriptor of this process with the writing end of a pipe, as long as it exists.
class Captured {
 public:
    explicit Captured(int fd) : fd_(fd), before_(::fcntl(fd, F_DUPFD_CLOEXEC, 10))
    {
        std::fflush(nullptr);
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        reading_ = UniqueFd(ends[0]);
        const UniqueFd writing(ends[1]);
        REQUIRE(::dup2(writing.get(), fd_) == fd_);
    }
    ~Captured() { restore(); }
    Captured(const Captured&) = delete;
    Captured& operator=(const Captured&) = delete;

    /// All that was written, after which the descriptor is as it was.
    std::string finish()
    {
        restore();
        std::string out;
        std::array<char, 4'096> buffer{};
        for (ssize_t count = 0; (count = ::read(reading_.get(), buffer.data(), buffer.size())) > 0;)
            out.append(buffer.data(), static_cast<std::size_t>(count));
        return out;
    }
    /// Nobody reads it any more.
    void stop_reading() { reading_.reset(); }

 private:
    void restore()
    {
        if (!before_) return;
        std::fflush(nullptr);
        ::dup2(before_.get(), fd_);
        before_.reset();
    }

    int fd_;
    UniqueFd before_;
    UniqueFd reading_;
};

/// A client that follows session 7 of a server that a test plays. All that the server says is there before the client
/// runs: its requests have the serials 1 (greeting), 2 (to follow) and so on.
struct Followed {
    Followed()
    {
        server.say(Welcome(), 1);
        Follow follow;
        follow.role = Role::controller;
        options.request = follow;
    }
    void say_following(Role role = Role::controller) const
    {
        server.say(Following{.id = 7, .name = "work", .role = role, .client = 1}, 2);
    }
    void say_output(const std::string& text, OutputStream stream = OutputStream::out)
    {
        server.say(Output{offset, stream, {text}});
        offset += text.size();
    }
    StreamOutcome run()
    {
        Captured stdout_captured(STDOUT_FILENO);
        Captured stderr_captured(STDERR_FILENO);
        if (is_unread) stdout_captured.stop_reading();
        auto outcome = [this] {
            StreamClient client(std::move(server.client), Patience(Clock::now()), std::move(options));
            return client.run();
        }();
        if (!is_unread) out = stdout_captured.finish();
        err = stderr_captured.finish();
        return outcome;
    }

    ScriptedServer server;
    StreamOptions options;
    std::uint64_t offset = 0;
    bool is_unread = false; ///< standard output
    std::string out;
    std::string err;
};

} // namespace

TEST_CASE("a session's streams are this process's own, in their order, and its end is the end")
{
    Followed session;
    session.say_following();
    session.say_output("one ");
    session.say_output("bad", OutputStream::err);
    session.say_output("two");
    session.server.say(Ended{{.status = 3}});

    const auto outcome = session.run();

    REQUIRE(std::holds_alternative<StreamEnded>(outcome));
    CHECK(std::get<StreamEnded>(outcome).how.status == 3);
    CHECK(session.out == "one two");
    CHECK(session.err == "bad");
    const auto& heard = session.server.hear();
    CHECK(heard.count<Hello>() == 1);
    CHECK(heard.count<Follow>() == 1);
    CHECK(heard.messages.size() == 2);
}

TEST_CASE("a session that is made is followed without being asked for, and is not kept where nobody asks")
{
    Followed session;
    session.options.request = New();
    session.options.forgets = true;
    session.server.say(Created{7, "work"}, 2);
    session.server.say(Following{.id = 7, .name = "work", .role = Role::controller});
    session.say_output("text");
    session.server.say(Ended());

    CHECK(std::holds_alternative<StreamEnded>(session.run()));

    CHECK(session.out == "text");
    CHECK(session.server.hear().newest<Forget>().session == "#7");
}

TEST_CASE("a refusal keeps its kind and its status, whether of the greeting, the request, or what comes of it")
{
    Followed session;
    const Failed failed{static_cast<int>(ErrorCode::not_found), "no such program", 127};
    SUBCASE("the request")
    {
        session.server.say(failed, 2);
    }
    SUBCASE("after a session was made")
    {
        session.options.request = New();
        session.server.say(Created{7, "work"}, 2);
        session.server.say(failed);
    }
    SUBCASE("before the greeting was answered")
    {
        session.server = ScriptedServer();
        session.server.say(failed);
    }

    const auto outcome = session.run();

    REQUIRE(std::holds_alternative<StreamRefused>(outcome));
    CHECK(std::get<StreamRefused>(outcome).why == Refusal{Error("no such program", ErrorCode::not_found), {}, 127});
}

TEST_CASE("a server that closes or talks nonsense is lost, after all that it wrote was written")
{
    Followed session;
    session.say_following();
    session.say_output("text");
    auto how = StreamLost::How::gone;
    SUBCASE("closes")
    {
        session.server.close();
    }
    SUBCASE("talks nonsense")
    {
        session.server.say("\xff\xff\xff\xff");
        how = StreamLost::How::nonsense;
    }
    SUBCASE("turns the client away")
    {
        session.server.say(Failed{1, "you are too slow", 0});
        how = StreamLost::How::nonsense;
    }

    const auto outcome = session.run();

    REQUIRE(std::holds_alternative<StreamLost>(outcome));
    CHECK(std::get<StreamLost>(outcome).how == how);
    CHECK(session.out == "text");
}

TEST_CASE("input goes to the program, and its end ends it")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    REQUIRE(::write(writing.get(), "typed", 5) == 5);
    writing.reset();
    std::string typed;
    StreamOutcome outcome = StreamGone();
    {
        AnsweringServer server(
            [&typed](const ClientMessage& message, std::uint64_t serial) -> std::optional<std::string> {
                if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
                if (std::holds_alternative<Follow>(message))
                    return encode(ServerMessage(Following{.id = 7, .name = "work", .role = Role::controller}), serial);
                if (const auto* const input = std::get_if<Input>(&message)) typed += input->bytes.data;
                if (std::holds_alternative<CloseInput>(message)) return encode(ServerMessage(Done()), serial);
                return std::string();
            });
        StreamOptions options;
        options.request = Follow{.role = Role::controller};
        options.input = reading.get();
        options.only_sends = true;
        StreamClient client(std::move(server.client), Patience(Clock::now()), std::move(options));

        outcome = client.run();
    }

    CHECK(std::holds_alternative<StreamSent>(outcome));
    CHECK(typed == "typed");
    CHECK((::fcntl(reading.get(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("an observer's input is not read")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const UniqueFd reading(ends[0]);
    const UniqueFd writing(ends[1]);
    REQUIRE(::write(writing.get(), "typed", 5) == 5);
    Followed session;
    session.options.input = reading.get();
    session.say_following(Role::observer);
    session.server.say(Ended());

    CHECK(std::holds_alternative<StreamEnded>(session.run()));

    CHECK(session.server.hear().count<Input>() == 0);
}

TEST_CASE("a program whose output nobody reads gets SIGPIPE, where that is asked for")
{
    Followed session;
    session.is_unread = true;
    session.options.passes_on_gone = true;
    session.say_following();
    session.say_output("text");

    CHECK(std::holds_alternative<StreamGone>(session.run()));

    CHECK(session.server.hear().newest<Signal>().signal == SIGPIPE);
}

TEST_CASE("a signal goes to the program, and the third interrupt ends the client")
{
    Followed session;
    session.options.forwards_signals = true;
    std::vector<int> sent;
    session.options.send_signal = [&sent](const std::string& name, int signal) {
        CHECK(name == "#7");
        sent.push_back(signal);
        ::raise(sent.size() == 1 ? SIGUSR2 : SIGINT);
    };
    session.options.on_following = [](const Following&) { ::raise(SIGUSR1); };
    session.say_following();

    const auto outcome = session.run();

    CHECK(sent == std::vector<int>{SIGUSR1, SIGUSR2, SIGINT, SIGINT});
    REQUIRE(std::holds_alternative<StreamLeft>(outcome));
    CHECK(std::get<StreamLeft>(outcome).signal == SIGINT);
    CHECK(std::get<StreamLeft>(outcome).session == "work");
}

TEST_CASE("offsets are reported once all before them is written, with what is missing")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const UniqueFd reading(ends[0]);
    const UniqueFd writing(ends[1]);
    Followed session;
    session.options.offsets = writing.get();
    std::uint64_t missing = 0;
    session.options.on_gap = [&missing](const Gap& gap) { missing += gap.to - gap.from; };
    session.say_following();
    session.say_output("12345");
    session.server.say(Gap{5, 100});
    session.server.say(Ended());

    CHECK(std::holds_alternative<StreamEnded>(session.run()));

    std::array<char, 64> text{};
    const ssize_t count = ::read(reading.get(), text.data(), text.size());
    CHECK(std::string(text.data(), static_cast<std::size_t>(count)) == "5\n100\n");
    CHECK(missing == 95);
}
