#include "tests/support/cases.h"
#include "tests/support/stream.h"
#include "tests/support/usage.h"
#include "tests/support/viewing.h"
#include "tests/support/window.h"
#include "tests/unit/common/wire/samples.h"

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

/// Every message of the protocol that is not for all who watch, sent by a client that makes no checks of its own.
void check_is_refused_everything(RawClient& client, Permission most)
{
    std::vector<bool> was_looked_at(std::variant_size_v<ClientMessage> - 1); // all but the unknown one
    for (const ClientMessage& sample : client_samples()) {
        was_looked_at.at(sample.index()) = true;
        const Permission permission = permission_of(sample);
        if (permission == Permission::visit || permission == Permission::look || permission == most) continue;
        INFO("message " << std::visit([](const auto& m) { return static_cast<int>(m.tag); }, sample));
        const auto failed = client.ask_for<Failed>(sample);
        CHECK(failed.code == static_cast<int>(ErrorCode::refused));
    }
    CHECK(std::count(was_looked_at.begin(), was_looked_at.end(), false) == 0);
}

/// Longer than the server waits for an acknowledgement until it forgets what was shown.
constexpr std::chrono::milliseconds STOPPED_FOR{2'500};

/// A process that attaches, reads a large frame to its middle, and no more.
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

    /// Waits until it has.
    [[nodiscard]] bool has_half_a_frame() const
    {
        pollfd watched{said_.get(), POLLIN, 0};
        char byte = 0;
        return ::poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(DEADLINE).count())) == 1 &&
               ::read(said_.get(), &byte, 1) == 1;
    }
    [[nodiscard]] Child& process() { return process_; }

 private:
    static constexpr std::size_t LARGE = 500'000; // a socket holds less

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

TEST_CASE("R6: whatever one who watches sends, nothing of it is done")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "80x24", "--", "cat"});
    const nlohmann::json before = server.info("work");

    SUBCASE("who greeted as an observer")
    {
        const auto client = greeted(server, Role::observer);
        check_is_refused_everything(*client, Permission::look);
        client->ask_for<Attached>(attach_message(Role::controller, Claim::take, {50, 200}));
        check_is_refused_everything(*client, Permission::look);
    }
    SUBCASE("who attached as one")
    {
        const auto client = attached(server, Role::observer, Claim::take, {50, 200});
        check_is_refused_everything(*client, Permission::look);
    }
    SUBCASE("who controls no more, because another one took it")
    {
        const auto client = attached(server, Role::controller);
        const auto taker = attached(server, Role::controller, Claim::take);
        check_is_refused_everything(*client, Permission::claim);
        CHECK(client->next<RoleChanged>().role == Role::observer);
    }

    nlohmann::json after = server.info("work");
    for (const char* const changing : {"clients", "controllers", "observers", "last_activity"})
        after[changing] = before[changing];
    CHECK(after == before);
    CHECK(server.screen("work") == std::string(24, '\n'));
}

TEST_CASE("while one holds control, nobody else acts on the session from outside, but can end it and detach")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "80x24", "--", "cat"});
    server.ok({"new", "-d", "-n", "other", "--", "cat"});
    const auto holder = attached(server, Role::controller, Claim::exclusive);
    const auto outside = greeted(server);
    Attach elsewhere = attach_message(Role::controller);
    elsewhere.session = "other";
    const auto busy = greeted(server);
    busy->ask_for<Attached>(elsewhere);
    const nlohmann::json before = server.info("work");

    int refused = 0;
    for (const ClientMessage& sample : client_samples()) {
        if (permission_of(sample) != Permission::steer) continue;
        for (RawClient* const client : {outside.get(), busy.get()}) {
            INFO("message " << std::visit([](const auto& m) { return static_cast<int>(m.tag); }, sample));
            const auto failed = client->ask_for<Failed>(sample);
            CHECK(failed.code == static_cast<int>(ErrorCode::refused));
            CHECK(failed.message ==
                  "client 1 controls session \"work\" alone; \"cleat attach --take work\" gets control");
        }
        ++refused;
    }
    CHECK(refused >= 4); // typing, resizing, renaming, signalling
    CHECK(server.info("work") == before);
    CHECK(server.cleat({"send", "work", "--text", "x"}).status == 121);

    holder->ask_for<Sent>(Send{"work", {{SendPiece::Kind::text, {"mine"}}}});
    holder->ask_for<Done>(SetSize{"work", 30, 90, {}});
    outside->ask_for<Sent>(Send{"other", {{SendPiece::Kind::text, {"x"}}}});
    outside->ask_for<Done>(DetachAll{"work"});
    holder->next<Detached>();
    outside->ask_for<Sent>(Send{"work", {{SendPiece::Kind::text, {"x"}}}});

    const auto again = attached(server, Role::controller, Claim::exclusive);
    outside->ask_for<Done>(Kill{"work", 0});
    again->next<Ended>();
}

TEST_CASE("R5: control is shared, held alone, asked for, given, taken, and comes back when its holder leaves")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    const auto first = attached(server, Role::controller, Claim::exclusive, {30, 90});
    const auto second = greeted(server);
    const auto joined = second->ask_for<Attached>(attach_message(Role::controller, Claim::shared, {40, 100}));
    CHECK(joined.role == Role::observer);
    CHECK(joined.holder == 1);
    CHECK(greeted(server)->ask_for<Failed>(attach_message(Role::controller, Claim::exclusive)).code ==
          static_cast<int>(ErrorCode::refused));
    CHECK(server.info("work")["columns"] == 90);

    second->ask_for<Done>(AskControl());
    CHECK(first->next<ControlAsked>().client == 2);
    first->ask_for<Done>(GrantControl{2});
    CHECK(first->next<RoleChanged>() == RoleChanged{Role::observer, 2});
    CHECK(second->next<RoleChanged>() == RoleChanged{Role::controller, 2});
    CHECK(server.info("work")["columns"] == 100);

    auto third = attached(server, Role::controller, Claim::take, {50, 110});
    CHECK(first->next<RoleChanged>() == RoleChanged{Role::observer, 3});
    CHECK(second->next<RoleChanged>() == RoleChanged{Role::observer, 3});
    CHECK(server.info("work")["columns"] == 110);

    third.reset(); // as if its link broke
    CHECK(first->next<RoleChanged>() == RoleChanged{Role::controller, 0});
    CHECK(second->next<RoleChanged>() == RoleChanged{Role::controller, 0});
    CHECK(server.ok({"clients", "work"}).find("asks") == std::string::npos);
}

TEST_CASE("who is at the terminal sees who controls, and can take control and give it")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    OuterTerminal one = server.terminal({"attach", "work"});
    REQUIRE(one.until([&] { return clients_of(server) == 1; }));
    OuterTerminal two = server.terminal({"attach", "--take", "work"});
    REQUIRE(one.until_text("client 2 controls work; you watch"));
    one.type("echo no''body\r");
    one.type("\x1c"
             "a");
    REQUIRE(two.until_text("client 1 asks for control"));
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
    CHECK(two.until_text("nobody has asked"));
    OuterTerminal looking = server.terminal({"attach", "-r", "work"});
    REQUIRE(one.until([&] { return clients_of(server) == 3; }));
    looking.type("\x1c"
                 "t");
    CHECK(looking.until_text("attached with --read-only: this client only watches"));

    CHECK(server.screen("work").find("nobody") == std::string::npos);
}

TEST_CASE("one client, all but who typed last, or all can be detached")
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

TEST_CASE("R11: a session's size is what its policy says, and those who watch have no say")
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

TEST_CASE(
    "R3: one who watches and is stopped holds nobody up, costs nothing, stays, and sees the newest when it goes on")
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

TEST_CASE("one who is stopped for longer than the server waits is told everything anew when it goes on")
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

TEST_CASE("one who reads a byte a second holds nobody up, stays, and sees the end when it reads on")
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

TEST_CASE("one who is killed with half a frame is let go at once, and others see what there is")
{
    const Server server;
    // So many colours that a step is larger than what a socket holds.
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

TEST_CASE("R7: one who is gone after half a message is let go at once")
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
