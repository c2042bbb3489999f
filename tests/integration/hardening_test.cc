// How a server is protected from other processes of its user, and which of the user's rights its programs keep.
#include "tests/support/needs_root.h"
#include "tests/support/raw_client.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// The id of a user that need not exist.
constexpr uid_t BERTA = 61021;

/// Another user's home directory with a server in it; the destructor stops the server.
class Account {
 public:
    explicit Account(uid_t user) : user_(user)
    {
        std::string name = (fs::temp_directory_path() / "cleat-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        REQUIRE(::chown(name.c_str(), user, user) == 0);
        home_ = name;
    }
    ~Account()
    {
        (void)cleat({"server", "stop"});
        std::error_code ignored;
        fs::remove_all(home_, ignored);
    }
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;

    [[nodiscard]] const fs::path& home() const { return home_; }

    /// Runs a program as this user.
    [[nodiscard]] Finished run_program(const std::vector<std::string>& program) const
    {
        const auto number = std::to_string(user_);
        std::vector<std::string> command{"setpriv",
                                         "--reuid",
                                         number,
                                         "--regid",
                                         number,
                                         "--clear-groups",
                                         "env",
                                         "-i",
                                         "PATH=/usr/bin:/bin",
                                         "SHELL=/bin/sh",
                                         "TERM=xterm",
                                         "HOME=" + home_.string(),
                                         "CLEAT_RUNTIME_DIR=" + (home_ / "run").string()};
        command.insert(command.end(), program.begin(), program.end());
        return run(command);
    }
    [[nodiscard]] Finished cleat(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), Server::program());
        return run_program(arguments);
    }
    /// Runs `cleat`, which must succeed; returns its output.
    std::string ok(const std::vector<std::string>& arguments) const // NOLINT(modernize-use-nodiscard): as Server::ok
    {
        const Finished done = cleat(arguments);
        INFO(done.err);
        REQUIRE(done.status == 0);
        return done.out;
    }
    [[nodiscard]] nlohmann::json status() const { return nlohmann::json::parse(ok({"server", "status", "--json"})); }
    /// Whether this user can list a process's descriptors, which needs the right to trace it.
    [[nodiscard]] bool sees_descriptors_of(pid_t pid) const
    {
        return run_program({"ls", "/proc/" + std::to_string(pid) + "/fd"}).status == 0;
    }

 private:
    uid_t user_;
    fs::path home_;
};

/// The processes of that user's server: those whose names start with "cleatd".
std::vector<pid_t> processes_of(const Account& account)
{
    std::vector<pid_t> out;
    std::istringstream list(account.run_program({"pgrep", "-u", std::to_string(BERTA), "^cleatd"}).out);
    for (pid_t pid = 0; list >> pid;) out.push_back(pid);
    return out;
}

/// The soft limit of core files, in bytes (proc(5), /proc/PID/limits).
std::string core_limit_of(pid_t pid)
{
    const std::string name = "Max core file size";
    std::ifstream limits("/proc/" + std::to_string(pid) + "/limits");
    for (std::string line; std::getline(limits, line);) {
        if (!line.starts_with(name)) continue;
        std::string soft;
        std::istringstream(line.substr(name.size())) >> soft;
        return soft;
    }
    return {};
}

} // namespace

TEST_CASE("no process of a server can be traced by other processes of its user, and none leaves a core")
{
    if (!can_run_as_others()) return;
    const Account berta(BERTA);
    berta.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo $$; exec sleep 1000"});
    berta.ok({"record", "work", (berta.home() / "work.cast").string()});
    berta.ok({"wait", "work", "--text", "[0-9]", "--timeout", "60s"});
    const pid_t program = std::stoi(berta.ok({"snapshot", "work"}));
    REQUIRE(eventually([&] { return processes_of(berta).size() == 3; })); // keeper, worker, recorder

    CHECK(berta.sees_descriptors_of(program));
    for (const pid_t pid : processes_of(berta)) {
        CHECK_FALSE(berta.sees_descriptors_of(pid));
        CHECK(core_limit_of(pid) == "0");
    }
}

TEST_CASE("programs keep their core limit and are killed before the server when memory runs out")
{
    if (!can_run_as_others()) return;
    const Account berta(BERTA);
    const std::string start = "export ASAN_OPTIONS=disable_coredump=0; ulimit -Sc 4096; exec \"$0\" server start";
    REQUIRE(berta.run_program({"sh", "-c", start, Server::program()}).status == 0);

    berta.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
              "echo core $(ulimit -Sc), score $(cat /proc/self/oom_score_adj); exec sleep 1000"});
    berta.ok({"wait", "work", "--text", "score", "--timeout", "60s"});

    std::string own;
    std::ifstream("/proc/self/oom_score_adj") >> own;
    const int raised = std::min(std::stoi(own) + 100, 1'000);
    CHECK(berta.ok({"snapshot", "work"}).starts_with("core 4096, score " + std::to_string(raised) + "\n"));
}

TEST_CASE("a setuid program in a session gets the rights of its owner")
{
    if (!can_run_as_others()) return;
    const Account berta(BERTA);
    const fs::path program = berta.home() / "id";
    fs::copy_file("/usr/bin/id", program);
    REQUIRE(::chmod(program.c_str(), 04755) == 0);
    if (berta.run_program({program.string(), "-u"}).out != "0\n") {
        MESSAGE("not tested: the temporary directory allows no setuid programs");
        return;
    }

    berta.ok({"new", "-d", "-n", "work", "-C", berta.home().string(), "--", "sh", "-c",
              "echo $(./id -u) by $(./id -ru); exec sleep 1000"});
    berta.ok({"wait", "work", "--text", "by", "--timeout", "60s"});

    CHECK(berta.ok({"snapshot", "work"}).starts_with("0 by " + std::to_string(BERTA) + "\n"));
}

TEST_CASE("a program that root's server runs as another user does not get root's umask")
{
    if (!can_run_as_others()) return;
    const Server server;
    const Finished started =
        run({"sh", "-c", "umask 077; exec \"$0\" server start", Server::program()}, server.variables());
    REQUIRE(started.status == 0);

    server.ok({"new", "-d", "-n", "work", "-u", "nobody", "-C", "/", "--", "sh", "-c", "umask; exec sleep 1000"});
    server.ok({"wait", "work", "--text", "0", "--timeout", "60s"});

    CHECK(server.screen("work").starts_with("0022\n"));
}

TEST_CASE("a user database that does not respond delays no other request")
{
    if (!can_run_as_others()) return;
    if (run({"unshare", "--mount", "true"}).status != 0) {
        MESSAGE("not tested: no mount namespaces here");
        return;
    }
    const Server server;
    const Scratch scratch;
    REQUIRE(run({"unshare", "--mount", Server::program(), "server", "start"}, server.variables()).status == 0);
    const fs::path database = scratch / "passwd";
    REQUIRE(::mkfifo(database.c_str(), 0600) == 0);
    const auto in_server_mounts = [&server](std::vector<std::string> command) {
        command.insert(command.begin(), {"nsenter", "--mount", "--target", std::to_string(server.worker())});
        return run(command);
    };
    REQUIRE(in_server_mounts({"mount", "--bind", database.string(), "/etc/passwd"}).status == 0);
    RawClient asking(server);
    asking.ask_for<Welcome>(Hello());
    New request;
    request.name = "work";
    request.user = "daemon";
    request.directory = "/";
    request.command = {"sh", "-c", "id -u; exec cat"};
    asking.say(request);

    asking.ask_for<Pong>(Ping());
    server.ok({"new", "-d", "-n", "other", "--", "cat"});
    server.ask("other", "still here", "^still here$");
    REQUIRE(fs::create_directory(server.shared_directory()));
    REQUIRE(::chown(server.shared_directory().c_str(), BERTA, BERTA) == 0);
    CHECK(server.cleat({"share", "other", "--everyone"}).err.find("belongs to user 61021") != std::string::npos);
    CHECK(asking.pushed.empty());

    REQUIRE(in_server_mounts({"umount", "--lazy", "/etc/passwd"}).status == 0);
    const UniqueFd writer{::open(database.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)}; // unblocks its readers
    CHECK(writer);
    CHECK(asking.hear().has_value());
    asking.ask_for<Created>(request);
    server.ok({"wait", "work", "--text", "^1$"});
}

TEST_CASE("excess requests for programs are refused while the keeper is stopped, and no session ends")
{
    constexpr int REQUESTS = 60;
    const Server server;
    server.ok({"new", "-d", "-n", "work"});
    New request;
    request.command = {"true"};
    request.linger_ms = 0;
    for (int i = 0; i < 9; ++i)
        request.environment.push_back("V" + std::to_string(i) + "=" + std::string(100'000, 'v'));
    RawClient client(server);
    client.ask_for<Welcome>(Hello());
    const pid_t keeper = server.keeper();
    int refused = 0;
    int made = 0;
    const auto hear = [&] {
        const auto answer = client.hear();
        REQUIRE(answer.has_value());
        if (std::holds_alternative<Created>(*answer)) ++made;
        const auto* const failed = std::get_if<Failed>(&*answer);
        if (failed == nullptr) return;
        CHECK(failed->message == "requesting a program from the keeper: too many requests are unanswered");
        ++refused;
    };

    ::kill(keeper, SIGSTOP);
    for (int i = 0; i < REQUESTS; ++i) client.say(encode(request, 1'000U + static_cast<unsigned>(i)));
    while (refused < REQUESTS - 20) hear();
    ::kill(keeper, SIGCONT);
    while (refused + made < REQUESTS) hear();

    CHECK(made > 0);
    server.ask("work", "echo still he''re", "^still here$");
}

TEST_CASE("a server refuses to start without /proc and says why")
{
    if (!can_run_as_others()) return;
    const Scratch scratch;
    const std::string daemon = fs::path(Server::program()).parent_path() / "cleatd";
    const Variables variables{{"CLEAT_RUNTIME_DIR", scratch / "run"},
                              {"XDG_STATE_HOME", scratch / "state"},
                              {"ASAN_OPTIONS", "detect_leaks=0"}}; // the leak check needs /proc
    if (run({"unshare", "--mount", "mount", "-t", "tmpfs", "none", "/proc"}).status != 0) {
        MESSAGE("not tested: no mount namespaces here");
        return;
    }

    const Finished tried = run(
        {"unshare", "--mount", "sh", "-c", "mount -t tmpfs none /proc && exec \"$0\" --foreground", daemon}, variables);

    CHECK(tried.status == 1);
    CHECK(tried.err.find("cleatd: /proc is not mounted, and the server needs it (mount -t proc proc /proc)\n") !=
          std::string::npos); // sanitizers print their own complaints
}
