#include "tests/support/cases.h"
#include "tests/support/usage.h"
#include "tests/support/viewing.h"
#include "tests/support/window.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Longer than the server waits for an acknowledgement before it discards the state shown to a client.
constexpr std::chrono::milliseconds STOPPED_FOR{2'500};

/// A process that attaches, reads half of a large frame, and stops reading.
class HalfReader {
 public:
    explicit HalfReader(const std::filesystem::path& socket)
        : process_([&] {
              std::array<int, 2> ends{};
              REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
              said_ = UniqueFd(ends[0]);
              const UniqueFd say(ends[1]);
              const pid_t pid = ::fork();
              if (pid == 0) read_half(socket, say.get());
              return pid;
          }())
    {}

    /// Waits until it has read half a frame; false at the deadline.
    [[nodiscard]] bool has_half_a_frame() const
    {
        pollfd watched{said_.get(), POLLIN, 0};
        char byte = 0;
        return ::poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(DEADLINE).count())) == 1 &&
               ::read(said_.get(), &byte, 1) == 1;
    }
    [[nodiscard]] Child& process() { return process_; }

 private:
    static constexpr std::size_t LARGE = 500'000; // more than a socket holds

    [[noreturn]] static void read_half(const std::filesystem::path& path, int say)
    {
        const auto socket = connect_to(path.string());
        if (!socket) ::_exit(1);
        const std::string hello =
            encode(ClientMessage(Hello())) + encode(ClientMessage(attach_message(Role::observer)));
        if (::send(socket->get(), hello.data(), hello.size(), 0) < 0 || ::fcntl(socket->get(), F_SETFL, 0) < 0)
            ::_exit(1);
        for (;;) {
            const std::string head = read_from(socket->get(), 4);
            std::size_t length = 0;
            for (const char byte : head) length = length << 8U | static_cast<unsigned char>(byte);
            (void)read_from(socket->get(), length > LARGE ? length / 2 : length);
            if (length > LARGE) break;
        }
        (void)!::write(say, "x", 1);
        for (;;) ::pause();
    }

    static std::string read_from(int socket, std::size_t count)
    {
        std::string out(count, '\0');
        if (::recv(socket, out.data(), count, MSG_WAITALL) != static_cast<ssize_t>(count)) ::_exit(1);
        return out;
    }

    UniqueFd said_;
    Child process_;
};

std::size_t clients_of(const Server& server)
{
    return nlohmann::json::parse(server.ok({"clients", "work", "--json"})).size();
}

} // namespace

TEST_CASE("a client shows who is the controller, and can request, take and grant control")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    OuterTerminal one = server.terminal({"attach", "work"});
    REQUIRE(one.until([&] { return clients_of(server) == 1; }));
    OuterTerminal two = server.terminal({"attach", "--take", "work"});
    REQUIRE(one.until_text("client 2 controls work; you observe"));
    one.type("echo no''body\r");
    one.type("\x1c"
             "a");
    REQUIRE(two.until_text("client 1 requests control"));
    two.type("\x1c"
             "g");
    REQUIRE(one.until_text("you control work"));
    one.type("echo some''body\r");
    CHECK(one.until_text("\nsomebody\n"));
    two.type("\x1c"
             "t");
    REQUIRE(two.until_text("you control work"));
    two.type("\x1c"
             "g");
    CHECK(two.until_text("no client has requested"));
    OuterTerminal observer = server.terminal({"attach", "-r", "work"});
    REQUIRE(observer.until_text("somebody")); // in raw mode, in which C-\ sends no SIGQUIT
    observer.type("\x1c"
                  "t");
    CHECK(observer.until_text("attached with --read-only: this client only observes"));

    CHECK(server.screen("work").find("no client") == std::string::npos);
}

TEST_CASE("detach works on one client, all but the one that typed last, or all")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    const auto first = attached(server, Role::controller);
    const auto second = attached(server, Role::observer);
    const auto third = attached(server, Role::controller);
    const auto fourth = attached(server, Role::controller);

    server.ok({"detach", "--client", "2", "work"});
    CHECK(second->next<Detached>().reason == "by request");
    CHECK(server.cleat({"detach", "--client", "2", "work"}).status != 0);
    first->say(Input{{"x"}});
    CHECK(eventually([&] { return server.screen("work").starts_with("x"); }));
    server.ok({"detach", "--others", "work"});
    third->next<Detached>();
    fourth->next<Detached>();
    CHECK(clients_of(server) == 1);
    server.ok({"detach", "--all", "work"});
    first->next<Detached>();
    CHECK(clients_of(server) == 0);
}

TEST_CASE("R11: a session's size follows its policy, and observers do not affect it")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "70x20", "--size-policy", "fixed", "--", "cat"});
    const auto has = [&](int columns, int rows) {
        const nlohmann::json info = server.info("work");
        return info["columns"] == columns && info["rows"] == rows;
    };
    const auto small = attached(server, Role::controller, Claim::shared, {20, 100});
    const auto large = attached(server, Role::controller, Claim::shared, {60, 90});
    const auto observer = attached(server, Role::observer, Claim::shared, {5, 10});
    CHECK(has(70, 20));

    server.ok({"resize", "work", "--policy", "smallest"});
    CHECK(has(90, 20));
    server.ok({"resize", "work", "--policy", "largest"});
    CHECK(has(100, 60));
    CHECK(server.info("work")["size_policy"] == "largest");
    server.ok({"resize", "work", "--policy", "latest"});
    CHECK(has(90, 60));
    server.ok({"resize", "work", "33x11", "--policy", "fixed"});
    CHECK(has(33, 11));
    observer->say(Resize{2, 2});
    large->say(Resize{61, 91});
    CHECK(eventually([&] {
        return server.ok({"clients", "work"}).find("2x2") != std::string::npos &&
               server.ok({"clients", "work"}).find("91x61") != std::string::npos;
    }));
    CHECK(has(33, 11));
}

TEST_CASE("R3: a stopped observer delays nothing, costs nothing, stays, and sees the latest screen afterwards")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while read -r n; do seq $n; done"});
    OuterTerminal watching = server.terminal({"attach", "-r", "work"});
    REQUIRE(watching.until([&] { return clients_of(server) == 1; }));
    watching.program().signal(SIGSTOP);
    const long memory = server.worker_memory();

    server.ask("work", "200000", "^200000$");
    server.ask("work", "300000", "^300000$");

    CHECK(clients_of(server) == 1);
    CHECK(server.worker_memory() - memory < most_growth());
    watching.program().signal(SIGCONT);
    CHECK(watching.until_text("300000\n"));
}

TEST_CASE("a client stopped for longer than the server waits shows the whole screen when it continues")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while read -r n; do seq $n; done"});
    OuterTerminal watching = server.terminal({"attach", "-r", "work"});
    REQUIRE(watching.until([&] { return clients_of(server) == 1; }));
    watching.program().signal(SIGSTOP);
    const auto until = std::chrono::steady_clock::now() + STOPPED_FOR;
    int last = 1'000;
    while (std::chrono::steady_clock::now() < until) {
        ++last;
        server.ask("work", std::to_string(last), "^" + std::to_string(last) + "$");
    }

    watching.program().signal(SIGCONT);

    CHECK(
        watching.until([&] { return difference_in_window(server.model("work"), watching.screen(), "work").empty(); }));
    CHECK(clients_of(server) == 1);
}

TEST_CASE("a client that reads a byte a second delays nothing, stays attached and catches up later")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while read -r n; do seq $n; done"});
    OuterTerminal controller = server.terminal({"attach", "work"}, {60, 200});
    REQUIRE(controller.until([&] { return clients_of(server) == 1; }));
    const auto slow = attached(server, Role::observer);
    const int descriptor = slow->descriptor();
    const int seconds = std::max(2, scaled(5));
    auto next = std::chrono::steady_clock::now();
    for (int i = 1; i <= seconds; ++i) {
        const std::string last = std::to_string(100'000 + i);
        controller.type(last + "\r");
        REQUIRE(controller.until_text("\n" + last + "\n"));
        next += std::chrono::seconds(1);
        REQUIRE(controller.until([&] { return std::chrono::steady_clock::now() >= next; }));
        char byte = 0;
        REQUIRE(::recv(descriptor, &byte, 1, MSG_DONTWAIT) == 1);
        slow->feed({&byte, 1});
    }
    CHECK(clients_of(server) == 2);

    Screen screen;
    while (screen.text().find("\n" + std::to_string(100'000 + seconds) + "\n") == std::string::npos) {
        const Step step = slow->next<Step>();
        screen = apply(screen, step.update);
        slow->say(Acknowledge{step.number});
    }
    CHECK(server.screen("work") == screen.text());
}

TEST_CASE("a client killed after half a frame is dropped at once, and others still get the screen")
{
    const Server server;
    // So many colours that a step is larger than a socket's buffer.
    server.ok({"new", "-d", "-n", "work", "-s", "500x200", "--", "awk",
               "BEGIN { for (i = 0; i < 100000; ++i) printf \"\\033[38;2;%d;%d;%dm%c\", i % 256, i / 256 % 256, i % 7, "
               "97 + i % 26; printf \"\\033[H\\033[mready\"; fflush(); getline }"});
    server.ok({"wait", "work", "--text", "^ready", "--timeout", "60s"});
    const Descriptors before = server.descriptors();
    HalfReader reader(server.socket());
    REQUIRE(reader.has_half_a_frame());
    REQUIRE(clients_of(server) == 1);

    reader.process().signal(SIGKILL);

    CHECK(eventually([&] { return clients_of(server) == 0; }));
    CHECK(eventually([&] { return server.descriptors() == before; }));
    const auto other = attached(server, Role::observer);
    CHECK(apply(Screen(), other->next<Step>().update) == server.model("work"));
}

TEST_CASE("R7: a client that disconnects after half a message is dropped at once")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    const std::string message = encode(ClientMessage(Input{{std::string(1'000, 'x')}}));
    for (const std::size_t length : {std::size_t{1}, std::size_t{4}, std::size_t{5}, message.size() - 1}) {
        auto client = attached(server, Role::controller);
        client->say(message.substr(0, length));
        client.reset();
        CHECK(eventually([&] { return clients_of(server) == 0; }));
    }
    CHECK(server.screen("work") == std::string(24, '\n'));
}
