// cleatd in the foreground with a main session, as the first process of a container.
#include "tests/support/process.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace cleat;
using namespace cleat::test;

namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words)
{
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

/// Whether this host lets a process have its own PID namespace.
bool can_unshare()
{
    return run({"unshare", "--pid", "--fork", "--mount-proc", "true"}).status == 0;
}

/// A server in the foreground, optionally as the first process of a PID namespace.
class Foreground {
 public:
    enum class As { child, first_process };

    explicit Foreground(std::vector<std::string> arguments, As as = As::child)
    {
        std::vector<std::string> words{daemon(), "--foreground"};
        if (as == As::first_process)
            words.insert(words.begin(), {"unshare", "--pid", "--fork", "--kill-child", "--mount-proc"});
        words.insert(words.end(), arguments.begin(), arguments.end());
        auto environment = environment_with(variables_);
        const auto argv = pointers_to(words);
        const auto envp = pointers_to(environment);
        const pid_t pid = ::fork();
        if (pid == 0) {
            const int log = ::open((scratch_ / "log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
            ::dup2(log, STDERR_FILENO);
            ::execvpe(argv[0], argv.data(), envp.data());
            ::_exit(127);
        }
        REQUIRE(pid > 0);
        process_.emplace(pid);
    }

    /// Runs the client.
    [[nodiscard]] Finished cleat(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), Server::program());
        return run(arguments, variables_);
    }
    /// Waits until the session shows this text.
    void await(const std::string& session, const std::string& text) const
    {
        CHECK(eventually([&] { return cleat({"wait", session, "--text", text, "--timeout", "20s"}).status == 0; }));
    }
    /// The keeper: the started process, or its child if that is unshare(1).
    [[nodiscard]] pid_t keeper() const
    {
        const std::string pid = std::to_string(process_->pid());
        std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
        std::ifstream command("/proc/" + pid + "/comm");
        std::string name;
        pid_t child = 0;
        if (command >> name && name == "unshare" && children >> child) return child;
        return process_->pid();
    }
    /// Waits for the server; its exit status.
    int wait() { return process_->wait(); }
    [[nodiscard]] std::string log() const
    {
        std::stringstream text;
        text << std::ifstream(scratch_ / "log").rdbuf();
        return text.str();
    }

 private:
    static std::string daemon() { return std::filesystem::path(Server::program()).parent_path() / "cleatd"; }

    Scratch scratch_;
    Variables variables_{{"CLEAT_RUNTIME_DIR", scratch_ / "run"},
                         {"XDG_STATE_HOME", scratch_ / "state"},
                         {"XDG_CONFIG_HOME", scratch_ / "config"},
                         {"CLEAT_CONFIG", ""},
                         {"CLEAT_SESSION", ""},
                         {"CLEAT_SESSION_ID", ""},
                         {"NOTIFY_SOCKET", ""},
                         {"HOME", scratch_.path()}};
    std::optional<Child> process_;
};

using As = Foreground::As;

} // namespace

TEST_CASE("a server with a main session exits with that session's status")
{
    CHECK(Foreground({"--main", "app", "--", "sh", "-c", "exit 7"}).wait() == 7);
    CHECK(Foreground({"--main", "app", "--", "true"}).wait() == 0);
    CHECK(Foreground({"--main", "app", "--", "sh", "-c", "kill -9 $$"}).wait() == 128 + SIGKILL);
}

TEST_CASE("a server whose main program cannot be run exits with the status that a shell would use")
{
    Foreground missing({"--main", "app", "--", "/no/such/program"});
    CHECK(missing.wait() == 127);
    CHECK(missing.log().find("no program \"/no/such/program\"") != std::string::npos);
    CHECK(Foreground({"--main", "app", "--", "/etc/passwd"}).wait() == 126);
}

TEST_CASE("programs find the server's configuration file from any working directory")
{
    const Scratch scratch;
    const std::filesystem::path file = scratch / "config.toml";
    std::ofstream(file) << "[client]\nescape = \"C-a\"\n";

    Foreground server({"--config", std::filesystem::relative(file).string(), "--main", "app", "--", "sh", "-c",
                       "cd / && test -f \"$CLEAT_CONFIG\""});

    CHECK(server.wait() == 0);
}

TEST_CASE("a client can create the main session")
{
    Foreground server({"--main", "app"});
    CHECK(eventually([&] { return server.cleat({"server", "status"}).status == 0; }));
    CHECK(server.cleat({"new", "-d", "-n", "other", "--", "sh", "-c", "exit 3"}).status == 0);
    CHECK(server.cleat({"wait", "other", "--exit"}).status == 3);
    CHECK(server.cleat({"new", "-d", "-n", "app", "--", "/no/such/program"}).status == 127);

    CHECK(server.cleat({"new", "-d", "-n", "app", "--", "sh", "-c", "exit 9"}).status == 0);

    CHECK(server.wait() == 9);
}

TEST_CASE("a wait for the exit of the main session returns, and the server exits with its status")
{
    Foreground server({"--main", "app", "--", "sh", "-c", "echo begun; read line; echo the last; exit 4"});
    server.await("app", "^begun$");

    CHECK(server.cleat({"send", "app", "--keys", "Enter"}).status == 0);
    const Finished waited = server.cleat({"wait", "app", "--exit"});

    CHECK((waited.status == 4 || waited.status == 119 || waited.status == 122)); // or the request came too late
    CHECK(server.wait() == 4);
}

TEST_CASE("the server passes SIGTERM to the main program and exits with its status")
{
    Foreground server({"--main", "app", "--", "sh", "-c",
                       "trap 'exit 70' HUP; trap 'exit 71' TERM; echo ready; while :; do sleep 0.01; done"});
    server.await("app", "^ready$");
    CHECK(server.cleat({"new", "-d", "-n", "shell", "--", "cat"}).status == 0);

    ::kill(server.keeper(), SIGTERM);

    CHECK(server.wait() == 71);
}

TEST_CASE("as process 1 the server reaps orphans and passes SIGTERM on")
{
    if (!can_unshare()) {
        MESSAGE("skipped: no namespaces here");
        return;
    }
    Foreground server({"--main", "app", "--", "sh", "-c",
                       "for i in 1 2 3 4 5 6 7 8; do (setsid sleep 0.01 &); done; sleep 0.2;"
                       "while ps -eo stat | grep -q Z; do sleep 0.01; done; echo pid $PPID;"
                       "trap 'exit 33' TERM; echo ready; while :; do sleep 0.01; done"},
                      As::first_process);
    server.await("app", "^ready$");
    CHECK(server.cleat({"snapshot", "app"}).out.find("pid 1\n") != std::string::npos);

    ::kill(server.keeper(), SIGTERM);

    CHECK(server.wait() == 33);
}

TEST_CASE("as process 1 the server exits with the main session, whatever else runs")
{
    if (!can_unshare()) {
        MESSAGE("skipped: no namespaces here");
        return;
    }
    Foreground server({"--main", "app", "--", "sh", "-c", "setsid sleep 1000 & echo ready; read line; exit 5"},
                      As::first_process);
    server.await("app", "^ready$");
    CHECK(server.cleat({"new", "-d", "-n", "other", "--", "cat"}).status == 0);

    CHECK(server.cleat({"send", "app", "--keys", "Enter"}).status == 0);

    CHECK(server.wait() == 5);
}

TEST_CASE("--main needs --foreground, and a command needs --main")
{
    const auto daemon = (std::filesystem::path(Server::program()).parent_path() / "cleatd").string();
    CHECK(run({daemon, "--main", "app"}).status == 2);
    CHECK(run({daemon, "--foreground", "--", "true"}).status == 2);
    CHECK(run({daemon, "--foreground", "--main", "-x"}).status == 2);
}
