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

/// Replaces a descriptor of this process by the write end of a pipe for this object's lifetime.
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

    /// Restores the descriptor and returns all that was written to the pipe.
    std::string finish()
    {
        restore();
        std::string out;
        std::array<char, 4'096> buffer{};
        for (ssize_t count = 0; (count = ::read(reading_.get(), buffer.data(), buffer.size())) > 0;)
            out.append(buffer.data(), static_cast<std::size_t>(count));
        return out;
    }
    /// Closes the read end of the pipe.
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

/// A client that follows session 7 of a scripted server. All server messages are queued before the client runs; the
/// client's requests have the serials 1 (greeting), 2 (request to follow) and up.
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
    bool is_unread = false; ///< standard output has no reader
    std::string out;
    std::string err;
};

} // namespace

TEST_CASE("a session's streams are written to this process's, in order, and the client ends with the session")
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

TEST_CASE("a created session is followed without a further request, and removed at its end with forgets")
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

TEST_CASE("a refusal keeps its error code and status, before the greeting, of the request, and after it")
{
    Followed session;
    const Failed failed{static_cast<int>(ErrorCode::not_found), "no such program", 127};
    SUBCASE("the request")
    {
        session.server.say(failed, 2);
    }
    SUBCASE("after a session was created")
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

TEST_CASE("a server that closes or sends garbage is lost, after all its output was written")
{
    Followed session;
    session.say_following();
    session.say_output("text");
    auto how = StreamLost::How::gone;
    SUBCASE("closes")
    {
        session.server.close();
    }
    SUBCASE("sends garbage")
    {
        session.server.say("\xff\xff\xff\xff");
        how = StreamLost::How::nonsense;
    }
    SUBCASE("disconnects the client")
    {
        session.server.say(Failed{1, "you are too slow", 0});
        how = StreamLost::How::nonsense;
    }

    const auto outcome = session.run();

    REQUIRE(std::holds_alternative<StreamLost>(outcome));
    CHECK(std::get<StreamLost>(outcome).how == how);
    CHECK(session.out == "text");
}

TEST_CASE("input goes to the program, and the end of the input ends a client that only sends")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    REQUIRE(::write(writing.get(), "typed", 5) == 5);
    writing.reset();
    std::string typed;
    StreamOutcome outcome = StreamReaderClosed();
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

TEST_CASE("with raises_sigpipe, a program whose output has no reader gets SIGPIPE")
{
    Followed session;
    session.is_unread = true;
    session.options.raises_sigpipe = true;
    session.say_following();
    session.say_output("text");

    CHECK(std::holds_alternative<StreamReaderClosed>(session.run()));

    CHECK(session.server.hear().newest<Signal>().signal == SIGPIPE);
}

TEST_CASE("signals go to the program, and the third SIGINT ends the client")
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
    REQUIRE(std::holds_alternative<StreamInterrupted>(outcome));
    CHECK(std::get<StreamInterrupted>(outcome).signal == SIGINT);
    CHECK(std::get<StreamInterrupted>(outcome).session == "work");
}

TEST_CASE("an offset is reported once all output before it is written, and gaps are reported")
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
