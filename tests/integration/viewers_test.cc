#include "tests/support/raw_client.h"
#include "tests/support/server.h"
#include "tests/support/stream.h"
#include "tests/support/usage.h"
#include "tests/unit/common/proto/samples.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <memory>
#include <random>

using namespace cleat;
using namespace cleat::test;

namespace {

std::unique_ptr<RawClient> greeted(const Server& server, Role role = Role::controller)
{
    auto client = std::make_unique<RawClient>(server);
    Hello hello;
    hello.role = role;
    client->ask_for<Welcome>(hello);
    return client;
}

Attach attach_message(Role role, Claim claim = Claim::shared, Size size = {24, 80})
{
    Attach out;
    out.session = "work";
    out.role = role;
    out.claim = claim;
    out.rows = size.rows;
    out.columns = size.columns;
    return out;
}

std::unique_ptr<RawClient> attached(const Server& server, Role role, Claim claim = Claim::shared, Size size = {24, 80})
{
    auto client = greeted(server);
    client->ask_for<Attached>(attach_message(role, claim, size));
    return client;
}

/// Every message of the protocol that is not for all who watch, sent by a client that makes no checks of its own.
void check_is_refused_everything(RawClient& client, Permission most)
{
    std::vector<bool> was_looked_at(std::variant_size_v<ClientMessage> - 1); // all but the unknown one
    for (const ClientMessage& sample : client_samples()) {
        was_looked_at.at(sample.index()) = true;
        if (permission_of(sample) == Permission::look || permission_of(sample) == most) continue;
        INFO("message " << std::visit([](const auto& m) { return static_cast<int>(m.tag); }, sample));
        const auto failed = client.ask_for<Failed>(sample);
        CHECK(failed.code == static_cast<int>(ErrorCode::refused));
    }
    CHECK(std::count(was_looked_at.begin(), was_looked_at.end(), false) == 0);
}

std::size_t clients_of(const Server& server)
{
    return nlohmann::json::parse(server.ok({"clients", "work", "--json"})).size();
}

} // namespace

TEST_CASE("whatever one who watches sends, nothing of it is done")
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

TEST_CASE("control is shared, held alone, asked for, given, taken, and comes back when its holder leaves")
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

TEST_CASE("a session's size is what its policy says, and those who watch have no say")
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

TEST_CASE("fifty who join, take, leave and resize at random: one holds control, and the size is one that it may be")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while :; do echo some output; sleep 0.01; done"});
    const pid_t worker = server.worker();
    const auto look = greeted(server, Role::observer);
    const std::size_t descriptors = descriptors_of(worker);
    const long memory = memory_of(worker);
    std::mt19937 random(11);
    std::map<std::uint64_t, std::unique_ptr<RawClient>> clients;

    const int steps = scaled(3'000);
    for (int i = 0; i < steps; ++i) {
        const Size size{5 + static_cast<int>(random() % 60), 20 + static_cast<int>(random() % 200)};
        auto some = clients.begin();
        if (!clients.empty()) std::advance(some, static_cast<long>(random() % clients.size()));
        const unsigned what = random() % 8;
        if (clients.empty() || (what < 2 && clients.size() < 50)) {
            auto client = greeted(server);
            const auto answer = client->ask(attach_message(Role::controller, static_cast<Claim>(random() % 3), size));
            if (const auto* const in = std::get_if<Attached>(&answer)) clients.emplace(in->client, std::move(client));
        } else if (what == 2) {
            some->second->ask_for<Detached>(Detach());
            clients.erase(some);
        } else if (what == 3) {
            some->second->ask_for<Done>(TakeControl());
        } else if (what == 4) {
            (void)some->second->ask(AskControl());
        } else if (what == 5) {
            (void)some->second->ask(GrantControl{1 + random() % 60});
        } else {
            some->second->say(Resize{size.rows, size.columns});
            some->second->ask_for<Clients>(ListClients{"work"}); // it has been heard
        }

        const auto list = look->ask_for<Clients>(ListClients{"work"}).clients;
        const auto info = look->ask_for<Sessions>(List()).sessions.at(0);
        const auto holders = std::count_if(list.begin(), list.end(), [](const auto& c) { return c.holds; });
        REQUIRE(list.size() == clients.size());
        REQUIRE(holders <= 1);
        bool is_allowed = list.empty();
        for (const ClientInfo& client : list) {
            REQUIRE((client.role == Role::controller) == (holders == 0 || client.holds));
            if (client.role != Role::controller) continue;
            is_allowed = is_allowed || (client.rows == info.rows && client.columns == info.columns);
        }
        REQUIRE(is_allowed);
    }

    clients.clear();
    CHECK(eventually([&] { return descriptors_of(worker) == descriptors; }));
    CHECK(memory_of(worker) - memory < MOST_GROWTH);
}

TEST_CASE("one who watches and is stopped holds nobody up, costs nothing, stays, and sees the newest when it goes on")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while read -r n; do seq $n; done"});
    OuterTerminal watching = server.terminal({"attach", "-r", "work"});
    REQUIRE(watching.until([&] { return clients_of(server) == 1; }));
    watching.program().signal(SIGSTOP);
    const pid_t worker = server.worker();
    const long memory = memory_of(worker);

    server.ask("work", "200000", "^200000$");
    server.ask("work", "300000", "^300000$");

    CHECK(clients_of(server) == 1);
    CHECK(memory_of(worker) - memory < MOST_GROWTH);
    watching.program().signal(SIGCONT);
    CHECK(watching.until_text("300000\n"));
}

TEST_CASE("one who reads a byte now and then holds nobody up, and sees the end when it reads on")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while read -r n; do seq $n; done"});
    const auto slow = attached(server, Role::observer);
    const int descriptor = slow->descriptor();
    for (int i = 1; i <= 20; ++i) {
        const std::string last = std::to_string(20'000 + i);
        server.ask("work", last, "^" + last + "$");
        char byte = 0;
        if (::recv(descriptor, &byte, 1, MSG_DONTWAIT) == 1) slow->feed({&byte, 1});
    }

    Screen screen;
    while (screen.text().find("\n20020\n") == std::string::npos) {
        const Step step = slow->next<Step>();
        screen = apply(screen, step.update);
        slow->say(Acknowledge{step.number});
    }
    CHECK(server.screen("work") == screen.text());
}

TEST_CASE("one who is killed while a frame is on its way is let go at once")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "500x200", "--", "sh", "-c",
               "while :; do seq -s ' ' 1 20000; sleep 0.01; done"});
    const std::size_t descriptors = descriptors_of(server.worker());
    OuterTerminal watching = server.terminal({"attach", "-r", "work"});
    REQUIRE(watching.until([&] { return clients_of(server) == 1; }));
    watching.program().signal(SIGSTOP);
    // It takes steps until its socket is full, or two are on their way.
    server.ok({"wait", "work", "--text", "20000", "--after",
               std::to_string(server.snapshot("work")["offset"].get<long>()), "--timeout", "30s"});

    watching.program().signal(SIGKILL);

    CHECK(eventually([&] { return clients_of(server) == 0; }));
    CHECK(eventually([&] { return descriptors_of(server.worker()) == descriptors; }));
}
