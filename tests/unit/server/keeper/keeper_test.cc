#include "server/keeper/keeper.h"

#include "common/base/unique_fd.h"
#include "server/keeper/listening_socket.h"
#include "server/keeper/server_lock.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

using namespace cleat;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Waits for a condition, at most 20 seconds.
bool eventually(const std::function<bool()>& condition)
{
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        ::poll(nullptr, 0, 2);
    }
    return true;
}

/// Whether a process exists and is not a zombie.
bool lives(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line)) return false;
    const auto state = line.find(") ") + 2;
    return line[state] != 'Z' && line[state] != 'X';
}

/// A server in a child of the test, and its files.
class Server {
 public:
    explicit Server(KeeperOptions::Mode mode = KeeperOptions::Mode::foreground, std::vector<std::string> arguments = {})
    {
        options_.mode = mode;
        options_.places = {{scratch_ / "run", "a test"}};
        options_.executable = KEEPER_TEST_WORKER;
        options_.worker_arguments = std::move(arguments);
    }
    ~Server()
    {
        for (const pid_t pid : started_) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
        }
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    KeeperOptions& options() { return options_; }
    [[nodiscard]] const std::string& directory() const { return options_.places.front().directory; }
    [[nodiscard]] std::string path(const std::string& name) const { return directory() + "/" + name; }
    [[nodiscard]] std::string socket() const { return path("cleatd.sock"); }
    /// What the servers wrote to stderr.
    [[nodiscard]] std::string complaints() const
    {
        std::ifstream file(scratch_ / "stderr");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// Runs `run_keeper` in a child.
    pid_t start()
    {
        const pid_t pid = ::fork();
        if (pid == 0) {
            const int errors = ::open((scratch_ / "stderr").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            ::dup2(errors, STDERR_FILENO);
            ::_exit(run_keeper(options_));
        }
        REQUIRE(pid > 0);
        started_.push_back(pid);
        return pid;
    }
    pid_t start_and_serve()
    {
        const pid_t pid = start();
        REQUIRE(eventually([&] { return answers(socket()); }));
        return pid;
    }
    int wait_for(pid_t pid)
    {
        int status = 0;
        const bool has_ended = eventually([&] { return ::waitpid(pid, &status, WNOHANG) == pid; });
        REQUIRE(has_ended);
        std::erase(started_, pid);
        REQUIRE(WIFEXITED(status));
        return WEXITSTATUS(status);
    }

 private:
    Scratch scratch_;
    KeeperOptions options_;
    std::vector<pid_t> started_;
};

/// A client of the test worker.
class Client {
 public:
    explicit Client(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }

    void say(const std::string& line)
    {
        REQUIRE(::send(socket_.get(), (line + "\n").data(), line.size() + 1, MSG_NOSIGNAL) > 0);
    }

    /// The next line; empty at the end of input.
    std::string hear()
    {
        while (pending_.find('\n') == std::string::npos) {
            pollfd watched{.fd = socket_.get(), .events = POLLIN, .revents = 0};
            if (::poll(&watched, 1, 20'000) != 1) {
                FAIL_CHECK("deadline passed");
                return "";
            }
            std::array<char, 4096> buffer{};
            const auto count = ::read(socket_.get(), buffer.data(), buffer.size());
            if (count <= 0) return "";
            pending_.append(buffer.data(), static_cast<std::size_t>(count));
        }
        const auto line = pending_.substr(0, pending_.find('\n'));
        pending_.erase(0, line.size() + 1);
        return line;
    }

    /// Starts a program and returns its pid.
    pid_t spawn(const std::string& script)
    {
        say("spawn " + script);
        const auto answer = hear();
        REQUIRE(answer.starts_with("spawned "));
        return std::atoi(answer.substr(8).c_str());
    }

    /// The pids of worker and keeper.
    std::pair<pid_t, pid_t> processes()
    {
        say("pid");
        const auto answer = hear();
        return {std::atoi(answer.c_str()), std::atoi(answer.substr(answer.find(' ')).c_str())};
    }

 private:
    UniqueFd socket_;
    std::string pending_;
};

} // namespace

TEST_CASE("a server has a directory, a lock and a socket that only its user can access")
{
    Server server;
    server.start_and_serve();

    for (const auto& [name, mode] :
         {std::pair("", 0700U), std::pair("cleatd.lock", 0600U), std::pair("cleatd.sock", 0600U)}) {
        struct stat status {};
        REQUIRE(::stat(server.path(name).c_str(), &status) == 0);
        CHECK((status.st_mode & 07777U) == mode);
    }
}

TEST_CASE("a program runs as the keeper's child and its end is reported")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());

    CHECK(client.processes().second == keeper);
    client.spawn("exit 5");

    const auto end = client.hear();
    REQUIRE(end.starts_with("ended "));
    CHECK(WEXITSTATUS(std::atoi(end.substr(6).c_str())) == 5);
}

TEST_CASE("SIGTERM ends clients, programs, worker and keeper in order")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());
    const pid_t program = client.spawn("while :; do sleep 1000; done");
    const pid_t worker = client.processes().first;

    ::kill(keeper, SIGTERM);

    CHECK(client.hear() == "bye");
    CHECK(server.wait_for(keeper) == EXIT_ENDED);
    CHECK_FALSE(lives(program));
    CHECK_FALSE(lives(worker));
    CHECK_FALSE(fs::exists(server.socket()));
    CHECK(server.complaints().empty());
}

TEST_CASE("a program that ignores SIGHUP is killed after the grace period")
{
    Server server;
    server.options().grace = 50ms;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());
    const pid_t program = client.spawn("trap '' HUP; while :; do sleep 0.01; done");

    ::kill(keeper, SIGINT);

    CHECK(server.wait_for(keeper) == EXIT_ENDED);
    CHECK_FALSE(lives(program));
}

TEST_CASE("a second signal cuts the grace period short")
{
    Server server;
    server.options().grace = 1h;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());
    const pid_t program = client.spawn("trap '' HUP; while :; do sleep 0.01; done");

    ::kill(keeper, SIGTERM);
    CHECK(client.hear() == "bye");
    ::kill(keeper, SIGTERM);

    CHECK(server.wait_for(keeper) == EXIT_ENDED);
    CHECK_FALSE(lives(program));
}

TEST_CASE("a client can request the end of the server")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());

    client.say("stop");

    CHECK(client.hear() == "bye");
    CHECK(server.wait_for(keeper) == EXIT_ENDED);
}

TEST_CASE("when the worker dies its programs are killed and the server fails")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());
    const pid_t program = client.spawn("while :; do sleep 1000; done");

    client.say("crash");

    CHECK(server.wait_for(keeper) == EXIT_FAILED);
    CHECK_FALSE(lives(program));
    CHECK_FALSE(fs::exists(server.socket()));
}

TEST_CASE("when the keeper is killed the worker is notified and exits")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());
    const pid_t worker = client.processes().first;

    ::kill(keeper, SIGKILL);

    CHECK(client.hear() == "bye");
    CHECK(eventually([&] { return !lives(worker); }));
}

TEST_CASE("orphans of a program are reaped")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    Client client(server.socket());
    client.spawn("(setsid sh -c 'sleep 0.05' &); exit 0");
    CHECK(client.hear().starts_with("ended "));

    const auto children = [&] {
        std::ifstream file("/proc/" + std::to_string(keeper) + "/task/" + std::to_string(keeper) + "/children");
        int count = 0;
        for (std::string child; file >> child;) ++count;
        return count;
    };

    CHECK(eventually([&] { return children() == 1; })); // the worker
}

TEST_CASE("of servers started at the same time exactly one runs and the others report that")
{
    Server server;
    std::vector<pid_t> keepers;
    for (int i = 0; i < 5; ++i) keepers.push_back(server.start());

    int refused = 0;
    pid_t winner = 0;
    REQUIRE(eventually([&] {
        int running = 0;
        for (const pid_t keeper : keepers) {
            if (lives(keeper)) {
                ++running;
                winner = keeper;
            }
        }
        return running == 1 && answers(server.socket());
    }));
    for (const pid_t keeper : keepers) {
        if (keeper != winner && server.wait_for(keeper) == EXIT_ALREADY_RUNNING) ++refused;
    }

    CHECK(refused == 4);
    CHECK(server.complaints().find("cleatd: a server is already running in") != std::string::npos);
    Client client(server.socket());
    CHECK(client.processes().second == winner);
}

TEST_CASE("a socket left by a dead server is replaced")
{
    Server server;
    const pid_t first = server.start_and_serve();
    ::kill(first, SIGKILL);
    REQUIRE(eventually([&] { return !answers(server.socket()); }));
    CHECK(fs::exists(server.socket()));

    const pid_t second = server.start_and_serve();

    Client client(server.socket());
    CHECK(client.processes().second == second);
}

TEST_CASE("another file in the socket's place is not removed")
{
    Server server;
    REQUIRE(::mkdir(server.directory().c_str(), 0700) == 0);
    std::ofstream(server.socket()) << "precious";

    CHECK(server.wait_for(server.start()) == EXIT_FAILED);

    CHECK(fs::file_size(server.socket()) == 8);
    CHECK(server.complaints().find("exists and is not a socket") != std::string::npos);
}

TEST_CASE("a runtime directory that others can enter is refused with a message")
{
    Server server;
    REQUIRE(::mkdir(server.directory().c_str(), 0700) == 0);
    REQUIRE(::chmod(server.directory().c_str(), 0755) == 0);

    CHECK(server.wait_for(server.start()) == EXIT_FAILED);

    CHECK(server.complaints().find("open to others") != std::string::npos);
}

TEST_CASE("a server removes only its own socket")
{
    Server server;
    const pid_t keeper = server.start_and_serve();
    REQUIRE(::unlink(server.socket().c_str()) == 0);
    const auto other = ListeningSocket::open(server.socket());
    REQUIRE(other.has_value());

    ::kill(keeper, SIGTERM);
    CHECK(server.wait_for(keeper) == EXIT_ENDED);

    CHECK(answers(server.socket()));
}

TEST_CASE("a daemon serves when the call that starts it returns, and has no terminal and the root directory")
{
    Server server(KeeperOptions::Mode::daemon);

    CHECK(server.wait_for(server.start()) == 0);

    Client client(server.socket());
    const pid_t keeper = client.processes().second;
    const auto process = "/proc/" + std::to_string(keeper);
    CHECK(fs::read_symlink(process + "/cwd") == "/");
    for (const char* fd : {"/fd/0", "/fd/1", "/fd/2"}) CHECK(fs::read_symlink(process + fd) == "/dev/null");
    CHECK(::getsid(keeper) != ::getsid(0));
    CHECK(::getsid(keeper) != keeper);

    ::kill(keeper, SIGHUP); // a daemon has no terminal that could hang up
    client.spawn("read line");
    CHECK(lives(keeper));
    client.say("stop");
    CHECK(client.hear() == "bye");
    CHECK(eventually([&] { return !lives(keeper); }));
}

TEST_CASE("a daemon closes inherited descriptors, so that its starter can wait for the end of a pipe")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const UniqueFd read{ends[0]};
    UniqueFd write{ends[1]};
    Server server(KeeperOptions::Mode::daemon);

    CHECK(server.wait_for(server.start()) == 0);
    write.reset();

    pollfd watched{.fd = read.get(), .events = POLLIN, .revents = 0};
    REQUIRE(::poll(&watched, 1, 20'000) == 1);
    char byte = 0;
    CHECK(::read(read.get(), &byte, 1) == 0);
    Client client(server.socket());
    client.say("stop");
    CHECK(client.hear() == "bye");
}

TEST_CASE("starting a second daemon fails")
{
    Server server(KeeperOptions::Mode::daemon);
    CHECK(server.wait_for(server.start()) == 0);

    CHECK(server.wait_for(server.start()) == EXIT_ALREADY_RUNNING);

    CHECK(server.complaints().find("already running") != std::string::npos);
    Client client(server.socket());
    client.say("stop");
    CHECK(client.hear() == "bye");
}

TEST_CASE("a worker that exits before it is ready fails the start, with a message")
{
    Server server(KeeperOptions::Mode::daemon, {"deaf"});

    CHECK(server.wait_for(server.start()) == EXIT_FAILED);

    CHECK(server.complaints().find("the server's worker exited with status 9") != std::string::npos);
    CHECK_FALSE(fs::exists(server.socket()));
}

TEST_CASE("a worker that cannot be run fails the start")
{
    Server server(KeeperOptions::Mode::daemon);
    server.options().executable = "/no/such/worker";

    CHECK(server.wait_for(server.start()) == EXIT_FAILED);

    CHECK(server.complaints().find("cannot run the server from") != std::string::npos);
}

TEST_CASE("a service manager is notified when the server is ready")
{
    const Scratch scratch;
    const UniqueFd manager{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (scratch / "notify").copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(manager.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::setenv("NOTIFY_SOCKET", (scratch / "notify").c_str(), 1);
    Server server;
    server.start_and_serve();
    ::unsetenv("NOTIFY_SOCKET");

    pollfd watched{.fd = manager.get(), .events = POLLIN, .revents = 0};
    REQUIRE(::poll(&watched, 1, 20'000) == 1);
    std::array<char, 100> text{};
    CHECK(::recv(manager.get(), text.data(), text.size(), 0) == 7);
    CHECK(std::string(text.data()) == "READY=1");
}

TEST_CASE("the directory of a server is marked as in use for cleanup tools")
{
    const Scratch scratch;
    const UniqueFd directory{::open(scratch.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    {
        const auto lock = ServerLock::take(scratch.path());
        REQUIRE(lock.has_value());
        CHECK(::flock(directory.get(), LOCK_EX | LOCK_NB) < 0);
    }
    CHECK(::flock(directory.get(), LOCK_EX | LOCK_NB) == 0);
}

TEST_CASE("a lock is held until its owner ends, in whatever way")
{
    const Scratch scratch;
    const pid_t owner = ::fork();
    if (owner == 0) {
        const auto lock = ServerLock::take(scratch.path());
        if (lock.has_value() && lock->has_value()) std::ofstream(scratch / "taken") << "";
        ::pause();
        ::_exit(0);
    }
    const auto is_free = [&] {
        const auto lock = ServerLock::take(scratch.path());
        return lock.has_value() && lock->has_value();
    };
    REQUIRE(eventually([&] { return fs::exists(scratch / "taken"); }));
    CHECK_FALSE(is_free());

    ::kill(owner, SIGKILL);
    ::waitpid(owner, nullptr, 0);

    CHECK(is_free());
}
