#include "server/peer/log_allowance.h"
#include "tests/support/needs_root.h"
#include "tests/support/raw_client.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// Ids of users and groups that need not exist.
constexpr uid_t ANNA = 61001;
constexpr uid_t BERT = 61002;
constexpr gid_t OWN_GROUP = 62001;
constexpr gid_t TEAM = 62002;
constexpr gid_t OTHER_TEAM = 62003;

/// Gives this process the effective user and groups of another user for the rest of the scope.
class As {
 public:
    explicit As(uid_t user, const std::vector<gid_t>& groups = {})
    {
        REQUIRE(::setgroups(groups.size(), groups.data()) == 0);
        REQUIRE(::setegid(OWN_GROUP) == 0);
        REQUIRE(::seteuid(user) == 0);
    }
    ~As()
    {
        const gid_t root = 0;
        if (::seteuid(0) < 0 || ::setegid(0) < 0 || ::setgroups(1, &root) < 0) std::abort();
    }
    As(const As&) = delete;
    As& operator=(const As&) = delete;
};

std::unique_ptr<RawClient> guest(const Server& server, uid_t user, const std::vector<gid_t>& groups = {})
{
    const As other(user, groups);
    return std::make_unique<RawClient>(server.shared_socket());
}

/// A guest that the server accepts.
std::unique_ptr<RawClient> greeted(const Server& server, uid_t user, const std::vector<gid_t>& groups = {})
{
    auto client = guest(server, user, groups);
    CHECK(client->ask_for<Welcome>(Hello()).role == Role::observer);
    return client;
}

std::unique_ptr<RawClient> attached(const Server& server, uid_t user)
{
    auto client = greeted(server, user);
    Attach attach;
    attach.session = "work";
    CHECK(client->ask_for<Attached>(attach).role == Role::observer);
    return client;
}

bool is_let_in(const Server& server, uid_t user, const std::vector<gid_t>& groups = {})
{
    if (!fs::exists(server.shared_socket())) return false;
    const auto client = guest(server, user, groups);
    client->say(Hello());
    const auto answer = client->hear();
    return answer && std::holds_alternative<Welcome>(*answer);
}

/// The command that runs `cleat` as another user.
std::vector<std::string> command_of(uid_t user, std::vector<std::string> arguments)
{
    std::vector<std::string> out{
        "setpriv",        "--reuid",        std::to_string(user), "--regid", std::to_string(OWN_GROUP),
        "--clear-groups", Server::program()};
    out.insert(out.end(), arguments.begin(), arguments.end());
    return out;
}

Finished cleat_as(const Server& server, uid_t user, std::vector<std::string> arguments)
{
    return run(command_of(user, std::move(arguments)), server.variables());
}

/// A server that other users can reach, with the sessions "work" and "secret".
std::unique_ptr<Server> shared_world()
{
    auto server = std::make_unique<Server>();
    server->let_others_in();
    server->ok({"new", "-d", "-n", "work", "-s", "80x24", "--", "sh", "-c", "echo something to see; exec cat"});
    server->ok({"new", "-d", "-n", "secret", "--", "cat"});
    server->ok({"wait", "work", "--text", "something to see"});
    return server;
}

std::size_t count_of(std::string_view wanted, std::string_view text)
{
    std::size_t count = 0;
    for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) ++count;
    return count;
}

/// Whether that session of a list has a time at which it will be ended, as an idle one has.
bool ends(const ServerMessage& list, const std::string& session)
{
    for (const SessionInfo& info : std::get<Sessions>(list).sessions)
        if (info.name == session) return info.ends.has_value();
    FAIL("no session \"", session, "\" is listed");
    return false;
}

} // namespace

TEST_CASE("only users that a session is shared with can observe it")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    CHECK_FALSE(is_let_in(*server, ANNA));

    SUBCASE("a user")
    {
        server->ok({"share", "work", "--user", std::to_string(ANNA)});
        CHECK(is_let_in(*server, ANNA));
        CHECK_FALSE(is_let_in(*server, BERT));
        CHECK_FALSE(is_let_in(*server, BERT, {ANNA}));
    }
    SUBCASE("a group, also a supplementary one")
    {
        server->ok({"share", "work", "--group", std::to_string(TEAM)});
        CHECK(is_let_in(*server, ANNA, {OTHER_TEAM, TEAM}));
        CHECK_FALSE(is_let_in(*server, ANNA, {OTHER_TEAM}));
        server->ok({"share", "work", "--group", std::to_string(OWN_GROUP)});
        CHECK(is_let_in(*server, BERT));
    }
    SUBCASE("everyone")
    {
        server->ok({"share", "work", "--everyone"});
        CHECK(is_let_in(*server, ANNA));
        CHECK(is_let_in(*server, BERT, {TEAM}));
    }
    SUBCASE("a user in very many groups")
    {
        std::vector<gid_t> groups;
        for (gid_t group = 1; group <= 300; ++group) groups.push_back(70'000 + group);
        server->ok({"share", "work", "--group", "70300"});
        CHECK(is_let_in(*server, ANNA, groups));
    }
}

TEST_CASE("an empty name is refused: nothing is shared, and no share ends")
{
    Server server;
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    for (const char* const option : {"--user", "--group"}) {
        const Finished shared = server.cleat({"share", "work", option, ""});
        CHECK(shared.status == 120);
        CHECK(shared.err == std::string("cleat: ") + option + " is empty\n");
    }
    CHECK(server.ok({"shares"}).empty());

    server.ok({"share", "work", "--everyone"});
    CHECK(server.cleat({"unshare", "work", "--user", ""}).status == 120);
    CHECK_FALSE(server.ok({"shares"}).empty());
}

TEST_CASE("a share ends when its time is up or its session is removed, and survives a rename")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--user", std::to_string(ANNA), "--until", "1h"});
    const auto anna = attached(*server, ANNA);
    server->ok({"rename", "work", "play"});
    CHECK(anna->ask_for<Sessions>(List()).sessions.at(0).name == "play");
    const auto list = nlohmann::json::parse(server->ok({"shares", "--json"}));
    REQUIRE(list.size() == 1);
    CHECK(list[0]["session"] == "play");
    CHECK(list[0]["with"] == "user");
    CHECK(list[0]["id"] == ANNA);
    CHECK(list[0]["left_ms"] <= 3'600'000);
    CHECK(server->ok({"shares", "secret"}).empty());

    server->ok({"share", "play", "--user", std::to_string(ANNA), "--until", "50ms"});
    anna->next<Detached>();
    CHECK(eventually([&] { return !fs::exists(server->shared_directory()); }));
    CHECK(server->ok({"shares"}).empty());

    server->ok({"new", "-d", "-n", "short", "--linger", "0s", "--", "sh", "-c", "read -r line"});
    server->ok({"share", "short", "--everyone"});
    server->ok({"kill", "short"});
    CHECK(eventually([&] { return !fs::exists(server->shared_directory()); }));
}

TEST_CASE("another user observes with the client, by the owner's name")
{
    if (!can_run_as_others()) return;
    const auto server = shared_world();
    CHECK(cleat_as(*server, ANNA, {"--owner", "root", "ls"}).out.empty());
    const Finished nothing = cleat_as(*server, ANNA, {"--owner", "root", "snapshot", "work"});
    CHECK(nothing.status == 119);
    CHECK(nothing.err == "cleat: user \"root\" shares no sessions\n");
    CHECK(server->ok({"share", "work", "--user", std::to_string(ANNA)}) == "cleat --owner root attach 'work'\n");

    const Finished list = cleat_as(*server, ANNA, {"--owner", "root", "ls"});
    CHECK(list.out.find("work") != std::string::npos);
    CHECK(list.out.find("secret") == std::string::npos);
    CHECK(cleat_as(*server, ANNA, {"--owner", "0", "snapshot", "work"}).out.starts_with("something to see\n"));
    CHECK(cleat_as(*server, ANNA, {"--owner", "root", "wait", "work", "--text", "to see"}).status == 0);
    const Finished typing = cleat_as(*server, ANNA, {"--owner", "root", "send", "work", "--text", "x"});
    CHECK(typing.status == 121);
    CHECK(typing.err == "cleat: a guest can only observe\n");
    CHECK(cleat_as(*server, BERT, {"--owner", "root", "ls"}).err == "cleat: no session is shared with you\n");
    CHECK(cleat_as(*server, ANNA, {"ls"}).out.find("work") == std::string::npos);

    OuterTerminal watching(command_of(ANNA, {"--owner", "root", "attach", "work"}), server->variables());
    REQUIRE(watching.until_text("something to see"));
    watching.type("no");
    server->ask("work", "more", "^more$");
    CHECK(watching.until_text("more\nmore\n"));
    CHECK(nlohmann::json::parse(server->ok({"clients", "work", "--json"})).at(0)["user"] == ANNA);
    server->ok({"unshare", "work"});
    CHECK(watching.finish() == 0);
    CHECK(watching.text().find("[detached from work: the session is no longer shared with you]") != std::string::npos);
}

TEST_CASE("an owner that reattaches learns who observed meanwhile and who still does")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    for (int i = 0; i < 3; ++i) (void)attached(*server, ANNA);
    const auto bert = attached(*server, BERT);
    REQUIRE(eventually([&] { return server->info("work")["observers"] == 1; }));
    RawClient program(*server); // follows the raw output only
    program.ask_for<Welcome>(Hello());
    Follow follow;
    follow.session = "work";
    follow.role = Role::controller;
    program.ask_for<Following>(follow);

    RawClient owner(*server);
    owner.ask_for<Welcome>(Hello());
    Attach attach;
    attach.session = "work";
    owner.ask_for<Attached>(attach);

    CHECK(owner.next<GuestVisits>() == GuestVisits{ANNA, false, 3});
    CHECK(owner.next<GuestVisits>() == GuestVisits{BERT, true, 1});
    program.ask_for<Pong>(Ping());
    for (const ServerMessage& message : program.pushed) CHECK_FALSE(std::holds_alternative<GuestVisits>(message));
}

TEST_CASE("the list of clients shows their users, by name where there is one")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    constexpr uid_t DAEMON = 1; // in base-passwd, so on every Debian
    const auto anna = attached(*server, ANNA);
    const auto daemon = attached(*server, DAEMON);

    const std::string table = server->ok({"clients", "work"});
    const auto list = nlohmann::json::parse(server->ok({"clients", "work", "--json"}));

    CHECK(table.find("USER") != std::string::npos);
    CHECK(table.find("\n1   61001   observer") != std::string::npos);
    CHECK(table.find("\n2   daemon  observer") != std::string::npos);
    CHECK(list.at(0)["user"] == ANNA);
    CHECK(list.at(0)["user_name"].is_null());
    CHECK(list.at(1)["user"] == DAEMON);
    CHECK(list.at(1)["user_name"] == "daemon");
}

TEST_CASE("a client reports guests that start or stop observing its session")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    OuterTerminal watching = server->terminal({"attach", "work"});
    REQUIRE(watching.until_text("something to see"));

    auto anna = attached(*server, ANNA);
    CHECK(watching.until_text("user 61001 is observing"));
    anna.reset();
    CHECK(watching.until_text("user 61001 stopped observing"));
}

TEST_CASE("a notice about guests never covers what the owner types and disappears with the next key")
{
    NEEDS_ROOT();
    Server server;
    server.let_others_in();
    server.ok({"new", "-d", "-n", "work", "-s", "60x5", "--", "sh", "-c", "seq 100; exec cat > /dev/null"});
    server.ok({"share", "work", "--everyone"});
    OuterTerminal watching = server.terminal({"attach", "work"}, {5, 60});
    REQUIRE(watching.until_text("100\n"));
    watching.type("here"); // in the last row, where notices usually are
    REQUIRE(watching.until_text("100\nhere\n"));

    const auto anna = attached(server, ANNA);

    REQUIRE(watching.until_text("user 61001 is observing"));
    CHECK(watching.text().ends_with("100\nhere\n"));
    watching.type(" too");
    REQUIRE(watching.until_text("here too"));
    CHECK(watching.text().find("observing") == std::string::npos);
}

TEST_CASE("the guest directory cannot be listed, and is removed when it is not needed")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    CHECK_FALSE(fs::exists(server->shared_directory()));
    server->ok({"share", "work", "--everyone"});

    struct stat status {};
    REQUIRE(::stat(server->shared_directory().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0711);
    REQUIRE(::stat(server->shared_socket().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0666);
    {
        const As other(ANNA);
        CHECK_FALSE(connect_to(server->socket().string()).has_value());
    }

    SUBCASE("when the server ends")
    {
        server->ok({"server", "stop"});
        CHECK_FALSE(fs::exists(server->shared_directory()));
    }
    SUBCASE("when the next server starts, after one that was killed")
    {
        const pid_t keeper = server->keeper();
        const pid_t worker = server->worker();
        ::kill(keeper, SIGKILL);
        REQUIRE(eventually([&] { return !is_alive(keeper) && !is_alive(worker); }));
        CHECK(fs::exists(server->shared_socket()));
        server->start();
        CHECK_FALSE(fs::exists(server->shared_directory()));
        server->ok({"new", "-d", "-n", "work", "--", "cat"});
        server->ok({"share", "work", "--everyone"});
        CHECK(is_let_in(*server, ANNA));
    }
}

TEST_CASE("another user's directory, a link or a file in place of the guest directory is an error")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    const fs::path directory = server->shared_directory();
    std::string expected;
    SUBCASE("a directory")
    {
        fs::create_directory(directory);
        REQUIRE(::chown(directory.c_str(), ANNA, OWN_GROUP) == 0);
        expected = "belongs to user " + std::to_string(ANNA);
    }
    SUBCASE("a link to the owner's directory")
    {
        fs::create_directory(server->directory() / "elsewhere");
        fs::create_directory_symlink(server->directory() / "elsewhere", directory);
        expected = "is not a directory";
    }
    SUBCASE("a file")
    {
        std::ofstream(directory) << "x";
        expected = "is not a directory";
    }

    const Finished shared = server->cleat({"share", "work", "--everyone"});

    CHECK(shared.status == 121);
    CHECK(shared.err.find(expected) != std::string::npos);
    CHECK(shared.err.find(directory.string()) != std::string::npos);
    CHECK(server->ok({"shares"}).empty());
    server->ok({"server", "stop"});
    CHECK(fs::exists(directory));
}

TEST_CASE("a guest gets no message about options that were not given")
{
    if (!can_run_as_others()) return;
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{{"record", "work"},
                                                                                      {"new", "-d"},
                                                                                      {"play", "work"},
                                                                                      {"tail", "work"},
                                                                                      {"exec", "--", "true"},
                                                                                      {"kill", "work"}}) {
        std::vector<std::string> arguments{"--owner", "root"};
        arguments.insert(arguments.end(), verb.begin(), verb.end());
        const Finished refused = cleat_as(*server, ANNA, arguments);
        CHECK(refused.status == 121);
        CHECK(refused.err == "cleat: a guest can only observe\n");
    }
    CHECK(cleat_as(*server, ANNA, {"--owner", "root", "attach", "work"}).err ==
          "cleat: standard input is not a terminal\n");
}

TEST_CASE("a server that does not belong to the named owner is refused")
{
    if (!can_run_as_others()) return;
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});

    const Finished asked = cleat_as(*server, ANNA, {"--owner", std::to_string(BERT), "ls"});

    CHECK(asked.status == 121);
    CHECK(asked.err.find("belongs to user \"root\" (0)") != std::string::npos);
}

TEST_CASE("one guest can open a limited number of connections, and others still get in")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    std::vector<std::unique_ptr<RawClient>> many;
    for (int i = 0; i < 32; ++i) many.push_back(greeted(*server, ANNA));

    CHECK_FALSE(guest(*server, ANNA)->hear().has_value());

    CHECK(is_let_in(*server, BERT));
    many.pop_back();
    CHECK(eventually([&] {
        const auto client = guest(*server, ANNA);
        client->say(Hello());
        return client->hear().has_value();
    }));
}

TEST_CASE("a guest that acknowledges nothing delays no wait, and no guest keeps a session from being idle")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    const auto silent = attached(*server, ANNA); // acknowledges nothing
    silent->next<Step>();
    const std::string offset = server->enter("work", "more");
    server->await("work", "^more$", offset);

    server->ok({"wait", "work", "--shown", "--after", offset, "--timeout", "0s"});

    CHECK(server->info("work")["observers"] == 1);
    server->ok({"new", "-d", "-n", "idle", "--idle-after", "1h", "--", "cat"});
    server->ok({"share", "idle", "--everyone"});
    Attach attach;
    attach.session = "idle";
    RawClient owner(*server);
    owner.ask_for<Welcome>(Hello());
    const auto sessions = owner.ask_all({attach, List()});
    CHECK_FALSE(ends(sessions.at(1), "idle"));
    const auto there = greeted(*server, BERT);
    there->ask_for<Attached>(attach);
    const auto first = there->next<Step>();
    there->say(Acknowledge{first.number});
    owner.ask_for<Detached>(Detach());
    CHECK(ends(owner.ask(List()), "idle"));
}

TEST_CASE("an owner's client that stops acknowledging is ignored after a while, until it acknowledges again")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "-s", "80x24", "--idle-after", "1h", "--", "cat"});
    Attach attach;
    attach.session = "work";
    RawClient stalled(server);
    // The server handles requests that arrive in one piece at one moment, however slow the host is.
    CHECK_FALSE(ends(stalled.ask_all({Hello(), attach, List()}).at(2), "work"));
    const auto first = stalled.next<Step>();
    const std::string offset = server.enter("work", "more");
    server.await("work", "^more$", offset);

    server.ok({"wait", "work", "--shown", "--after", offset, "--timeout", "20s"}); // the server checks again by itself

    CHECK(eventually([&] { return !server.info("work")["ends"].is_null(); }));
    const Wait at_once{"work", Wait::For::shown, {}, 0, {}, 0};
    stalled.say(encode(Acknowledge{first.number}) + encode(List(), 101) + encode(at_once, 102));
    CHECK_FALSE(ends(stalled.answer_to(101), "work"));
    CHECK(std::get<Failed>(stalled.answer_to(102)).code == static_cast<int>(ErrorCode::timeout));
}

TEST_CASE("guests that flood the log displace none of its lines, and the log counts what it left out")
{
    NEEDS_ROOT();
    constexpr int TIMES = 200;
    constexpr std::uintmax_t MAX_OF_LINE = 256;
    const auto server = shared_world();
    server->ok({"share", "work", "--everyone"});
    const fs::path log = server->directory() / "state" / "cleat" / "cleatd.log";
    const auto content = [&log] {
        std::ifstream file(log);
        return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    REQUIRE(eventually([&] { return content().find("session 2 runs") != std::string::npos; }));
    const std::string before = content();
    Hello longest; // the longest that a guest can send, with an unsupported version
    longest.newest = longest.oldest = 9'999;
    longest.version = std::string(3'900, 'v');
    Hello too_long = longest;
    too_long.version = std::string(60'000, 'v');

    // Returns false if the connection was refused because the user exceeds the rate of connections for the moment.
    const auto floods = [&server](const Hello& hello) {
        const auto client = guest(*server, ANNA);
        client->say(hello);
        bool is_in = true;
        while (const auto answer = client->hear())
            if (const auto* const failed = std::get_if<Failed>(&*answer))
                is_in = is_in && !failed->message.starts_with("you opened too many connections");
        return is_in;
    };

    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < TIMES; ++i)
        for (const Hello& hello : {longest, too_long}) REQUIRE(eventually([&] { return floods(hello); }));
    server->ok({"ls"});
    server->ok({"server", "stop"});
    const auto took = std::chrono::steady_clock::now() - began;

    // The number of lines written or left out; it is complete only after the worker's last line.
    const auto reported = [](const std::string& text) {
        static const std::regex left_out("([0-9]+) lines? about user 61001 left out");
        std::size_t lines = count_of("rejected a peer", text);
        for (std::sregex_iterator it(text.begin(), text.end(), left_out), end; it != end; ++it)
            lines += std::stoul((*it)[1].str());
        return lines;
    };
    CHECK(eventually([&] { return reported(content()) == 2 * TIMES; }));
    const std::string after = content();
    CHECK(after.starts_with(before));
    const auto added = after.substr(std::min(before.size(), after.size()));
    CHECK(added.find(std::string(65, 'v')) == std::string::npos);
    // The allowance grows with time, so a slow host allows more lines.
    const auto allowed = LogAllowance::AT_ONCE + static_cast<std::size_t>(took / LogAllowance::EVERY);
    CHECK(count_of("rejected a peer", added) >= 1);
    CHECK(count_of("rejected a peer", added) <= allowed);
    CHECK(added.size() <= 2 * allowed * MAX_OF_LINE);
    CHECK_FALSE(fs::exists(log.string() + ".1"));
}

TEST_CASE("guests that take all the descriptors they can get leave some for the owner")
{
    NEEDS_ROOT();
    const Server server;
    server.let_others_in();
    REQUIRE(run({"prlimit", "--nofile=64:64", Server::program(), "server", "start"}, server.variables()).status == 0);
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    server.ok({"share", "work", "--everyone"});
    std::vector<std::unique_ptr<RawClient>> many;
    std::size_t let_in = 0;
    for (int i = 0; i < 40; ++i) {
        many.push_back(guest(server, i % 2 == 0 ? ANNA : BERT));
        many.back()->say(Hello());
        const auto answer = many.back()->hear();
        if (answer && std::holds_alternative<Welcome>(*answer)) ++let_in;
    }
    CHECK(let_in >= 2);
    CHECK(let_in <= 16);

    std::vector<std::unique_ptr<RawClient>> own;
    for (int i = 0; i < 4; ++i) {
        own.push_back(std::make_unique<RawClient>(server));
        own.back()->ask_for<Welcome>(Hello());
    }
    server.ok({"new", "-d", "-n", "more", "--", "cat"});
    server.ask("more", "still here", "^still here$");
}

TEST_CASE("connections of users without a shared session take no room from those of guests")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--user", std::to_string(ANNA)});
    std::vector<std::unique_ptr<RawClient>> many;
    for (int i = 0; i < 40; ++i) {
        many.push_back(guest(*server, BERT));
        CHECK(many.back()->turned_away() == "no session is shared with you");
    }

    CHECK(is_let_in(*server, ANNA));
}

TEST_CASE("a user that connects endlessly is refused at once, and another user is still accepted")
{
    NEEDS_ROOT();
    const auto server = shared_world();
    server->ok({"share", "work", "--user", std::to_string(ANNA)});
    constexpr int MORE_THAN_ENOUGH = 200'000;
    std::optional<std::string> said = "no session is shared with you";
    for (int i = 0; i < MORE_THAN_ENOUGH && said == "no session is shared with you"; ++i)
        said = guest(*server, BERT)->turned_away();

    CHECK(said == "you opened too many connections; try again later");
    CHECK(is_let_in(*server, ANNA));
}

TEST_CASE("invalid arguments of share and unshare are refused")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    CHECK(server.cleat({"share", "work"}).status == 120);
    CHECK(server.cleat({"share", "work", "--user", "a", "--everyone"}).status == 120);
    CHECK(server.cleat({"share", "work", "--user", "no such user"}).err ==
          "cleat: no user \"no such user\" on this host\n");
    CHECK(server.cleat({"share", "work", "--group", "no such group"}).status == 119);
    CHECK(server.cleat({"share", "work", "--user", "4294967295"}).status == 119);
    CHECK(server.cleat({"share", "nosuch", "--everyone"}).status == 119);
    CHECK(server.cleat({"share", "work", "--everyone", "--until", "soon"}).status == 120);
    CHECK(server.cleat({"unshare", "work"}).err == "cleat: session \"work\" has no such share\n");
    CHECK(server.cleat({"--owner", "root", "--via", "x", "ls"}).status == 120);
    RawClient client(server);
    client.ask_for<Welcome>(Hello());
    CHECK(client.ask_for<Failed>(Share{"work", Grantee::user, 0xffff'ffff, {}}).code ==
          static_cast<int>(ErrorCode::invalid));
    CHECK(client.ask_for<Failed>(Share{"work", Grantee::user, ~std::uint64_t{0}, {}}).code ==
          static_cast<int>(ErrorCode::invalid));
    CHECK(server.ok({"shares"}).empty());
}
