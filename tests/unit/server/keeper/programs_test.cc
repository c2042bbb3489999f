#include "server/keeper/programs.h"

#include "server/pty/process_scan.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

SpawnRequest shell(const std::string& script)
{
    return {
        .argv = {"/bin/sh", "-c", script}, .fallbacks = {}, .environment = {"PATH=/usr/bin:/bin"}, .directory = "/"};
}

/// Programs in a loop that reaps, and the reported events. Programs still running at the end of the test are killed.
struct Fixture {
    Loop loop;
    std::vector<std::string> events;
    pid_t pid = 0;
    UniqueFd terminal;
    int status = -1;
    SpawnError error;
    std::function<bool()> is_done = [] { return false; };
    Programs programs{loop,
                      {rlimit{.rlim_cur = 100, .rlim_max = 200}, {}},
                      {.on_started =
                           [this](SessionId session, pid_t its_pid, const ProgramEnds& ends, int) {
                               pid = its_pid;
                               terminal = UniqueFd(::dup(ends.terminal.get()));
                               note("started", session);
                           },
                       .on_failed =
                           [this](SessionId session, SpawnError its_error) {
                               error = its_error;
                               note("failed", session);
                           },
                       .on_ended =
                           [this](SessionId session, int its_status) {
                               status = its_status;
                               note("ended", session);
                           }}};
    SignalWatch on_child{loop, SIGCHLD, [this] { reap(); }};
    Timer deadline{loop, [this] {
                       FAIL_CHECK("deadline passed");
                       loop.stop();
                   }};

    ~Fixture()
    {
        programs.signal_all(SIGKILL);
        while (programs.any_running()) {
            int ended_with = 0;
            const pid_t ended = ::waitpid(-1, &ended_with, 0);
            if (ended <= 0) break;
            programs.ended(ended, ended_with);
        }
    }

    void note(const std::string& what, SessionId session)
    {
        events.push_back(what + " " + std::to_string(session));
        if (is_done()) loop.stop();
    }

    void reap()
    {
        int ended_with = 0;
        for (pid_t ended = 0; (ended = ::waitpid(-1, &ended_with, WNOHANG)) > 0;) programs.ended(ended, ended_with);
        if (is_done()) loop.stop();
    }

    void run_until(std::function<bool()> condition)
    {
        is_done = std::move(condition);
        deadline.start(20s);
        if (!is_done()) loop.run();
        deadline.stop();
    }

    /// Runs until this many events were reported in total.
    void run_until(std::size_t count)
    {
        run_until([this, count] { return events.size() >= count; });
    }

    /// Reads from the program's terminal until `text` was read, and returns everything read.
    std::string read_until(const std::string& text)
    {
        std::string output;
        const auto end = Clock::now() + 20s;
        while (output.find(text) == std::string::npos && Clock::now() < end) {
            pollfd watched{.fd = terminal.get(), .events = POLLIN, .revents = 0};
            ::poll(&watched, 1, 1000);
            std::array<char, 4096> buffer{};
            const auto count = ::read(terminal.get(), buffer.data(), buffer.size());
            if (count > 0) output.append(buffer.data(), static_cast<std::size_t>(count));
        }
        REQUIRE(output.find(text) != std::string::npos);
        return output;
    }
};

using Events = std::vector<std::string>;

/// The children of this process, including zombies (proc(5)).
std::vector<pid_t> children()
{
    std::ifstream file("/proc/self/task/" + std::to_string(::getpid()) + "/children");
    return {std::istream_iterator<pid_t>(file), {}};
}

} // namespace

TEST_CASE("a program is reported as started, then as ended with its status")
{
    Fixture fixture;

    fixture.programs.start(7, shell("exit 3"));
    fixture.run_until(2);

    CHECK(fixture.events == Events{"started 7", "ended 7"});
    REQUIRE(WIFEXITED(fixture.status));
    CHECK(WEXITSTATUS(fixture.status) == 3);
    CHECK_FALSE(fixture.programs.any_running());
}

TEST_CASE("a program that could not be run is reported as failed, and nothing more")
{
    Fixture fixture;

    fixture.programs.start(1, {.argv = {"/no/such/program"}, .fallbacks = {}, .environment = {}, .directory = "/"});
    fixture.programs.start(2, {.argv = {"/bin/sh"}, .fallbacks = {}, .environment = {}, .directory = "/no/such"});
    fixture.run_until(2);
    fixture.programs.start(3, shell("exit 0"));
    fixture.run_until(4);

    CHECK(fixture.events.size() == 4);
    CHECK(fixture.events[2] == "started 3");
    CHECK(fixture.events[3] == "ended 3");
}

TEST_CASE("an id that is in use is refused")
{
    Fixture fixture;
    fixture.programs.start(1, shell("read line"));
    fixture.run_until(1);

    fixture.programs.start(1, shell("exit 0"));

    CHECK(fixture.events == Events{"started 1", "failed 1"});
    CHECK(fixture.error == SpawnError{SpawnError::Stage::fork, EEXIST});
}

TEST_CASE("programs get the limit of open files that they would have without the server")
{
    Fixture fixture;

    fixture.programs.start(1, shell("echo $(ulimit -Sn) $(ulimit -Hn); read line"));
    fixture.run_until(1);

    fixture.read_until("100 200\r\n");
}

TEST_CASE("a signal reaches a group of the session")
{
    Fixture fixture;
    fixture.programs.start(1, shell("read line"));
    fixture.run_until(1);

    fixture.programs.signal(1, fixture.pid, SIGTERM);
    fixture.run_until(2);

    REQUIRE(WIFSIGNALED(fixture.status));
    CHECK(WTERMSIG(fixture.status) == SIGTERM);
}

TEST_CASE("a signal to a group of another session, or of none, does nothing")
{
    Fixture fixture;
    fixture.programs.start(1, shell("read line"));
    fixture.run_until(1);
    const pid_t first = fixture.pid;
    fixture.programs.start(2, shell("read line"));
    fixture.run_until(2);

    fixture.programs.signal(2, first, SIGKILL);
    fixture.programs.signal(2, ::getpgrp(), SIGKILL);
    fixture.programs.signal(2, 0, SIGKILL);
    fixture.programs.signal(2, -1, SIGKILL);
    fixture.programs.signal(9, first, SIGKILL);
    fixture.programs.signal(1, first, 0);
    fixture.programs.signal(1, first, 1000);
    fixture.programs.signal(1, first, SIGTERM);
    fixture.run_until(3);

    CHECK(fixture.events.back() == "ended 1");
    CHECK(WTERMSIG(fixture.status) == SIGTERM);
    CHECK(fixture.programs.any_running());
}

TEST_CASE("a background job can be signalled when the program has ended")
{
    const Scratch scratch;
    Fixture fixture;
    const auto job_script =
        "trap 'touch " + (scratch / "caught") + "; exit' TERM; echo ready; while :; do sleep 0.01; done";
    fixture.programs.start(1, shell("set -m; (" + job_script + ") & read line; echo job $! is left; exit 0"));
    fixture.run_until(1);
    fixture.read_until("ready");
    REQUIRE(::write(fixture.terminal.get(), "\n", 1) == 1);
    const auto output = fixture.read_until(" is left");
    const auto job = static_cast<pid_t>(std::atoi(output.substr(output.find("job ") + 4).c_str()));
    fixture.run_until(2);
    CHECK(fixture.events.back() == "ended 1");

    fixture.programs.signal(1, job, SIGTERM);

    const auto end = Clock::now() + 20s;
    while (!std::filesystem::exists(scratch / "caught") && Clock::now() < end) ::poll(nullptr, 0, 1);
    CHECK(std::filesystem::exists(scratch / "caught"));
}

TEST_CASE("all programs are signalled, with their background jobs")
{
    Fixture fixture;
    for (SessionId session = 1; session <= 3; ++session) {
        fixture.programs.start(session, shell("set -m; sleep 1000 & echo ready; wait"));
        fixture.run_until(session);
        fixture.read_until("ready");
    }

    fixture.programs.signal_all(SIGKILL);
    fixture.run_until(6);

    CHECK_FALSE(fixture.programs.any_running());
    // The last program's background job must have ended, too: while it has the terminal open, reading does not end.
    fixture.programs.forget(3);
    const auto end = Clock::now() + 20s;
    bool is_over = false;
    while (!is_over && Clock::now() < end) {
        pollfd watched{.fd = fixture.terminal.get(), .events = POLLIN, .revents = 0};
        ::poll(&watched, 1, 1000);
        std::array<char, 4096> buffer{};
        is_over = ::read(fixture.terminal.get(), buffer.data(), buffer.size()) < 0 && errno == EIO;
    }
    CHECK(is_over);
}

TEST_CASE("a session that is released while its program runs loses its terminal, and reports nothing more")
{
    Fixture fixture;
    fixture.programs.start(1, shell("read line"));
    fixture.run_until(1);
    fixture.terminal.reset();

    fixture.programs.forget(1);
    fixture.programs.start(2, shell("exit 0"));
    // When the first ends, both can be reaped before the second is known to have started. Then no program runs any
    // more, but nothing has been reported for the second.
    fixture.run_until([&] { return !fixture.programs.any_running() && fixture.events.size() >= 3; });

    CHECK(fixture.events == Events{"started 1", "started 2", "ended 2"});
}

TEST_CASE("programs that ended before that was checked are reported as started, then as ended")
{
    Fixture fixture;
    std::set<pid_t> ended;
    for (SessionId session = 1; session <= 2; ++session) {
        fixture.programs.start(session, shell("exit 0"));
        for (const pid_t child : children()) {
            siginfo_t how{};
            REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &how, WEXITED | WNOWAIT) == 0);
            ended.insert(child);
        }
    }
    REQUIRE(ended.size() == 2);

    fixture.run_until(4);

    std::ranges::stable_sort(fixture.events, {}, [](const std::string& event) { return event.back(); });
    CHECK(fixture.events == Events{"started 1", "ended 1", "started 2", "ended 2"});
}

TEST_CASE("a child that is not one of the programs is recognised")
{
    Fixture fixture;

    CHECK_FALSE(fixture.programs.ended(::getpid(), 0));
}

TEST_CASE("signalling all programs takes one scan of the processes, however many there are")
{
    Fixture fixture;
    for (SessionId session = 1; session <= 20; ++session) fixture.programs.start(session, shell("exec sleep 1000"));
    fixture.run_until(20);
    REQUIRE(fixture.programs.looks() == 0);

    fixture.programs.signal_all(SIGHUP);
    CHECK(fixture.programs.looks() == 1);

    fixture.run_until(40);
    CHECK_FALSE(fixture.programs.any_running());
}

TEST_CASE("signals to groups without a leader share one scan in a turn of the loop")
{
    Fixture fixture;
    const std::string job = "set -m; (sleep 1000 & exec sleep 0) & wait; echo \"job $!.\"; read line";
    std::vector<std::pair<pid_t, pid_t>> jobs; // program and group
    for (SessionId session = 1; session <= 5; ++session) {
        fixture.programs.start(session, shell(job));
        fixture.run_until(session);
        const auto output = fixture.read_until(".");
        jobs.emplace_back(fixture.pid, std::stoi(output.substr(output.find("job ") + 4)));
    }
    for (const auto& [pid, group] : jobs) {
        REQUIRE_FALSE(leads_group_in(group, pid));
        REQUIRE(read_processes().has_group(group, pid));
    }

    fixture.loop.defer([&] {
        SessionId session = 1;
        for (const auto& [pid, group] : jobs) fixture.programs.signal(session++, group, SIGKILL);
        fixture.loop.stop();
    });
    fixture.loop.run();

    CHECK(fixture.programs.looks() == 1);
    for (const auto& [pid, group] : jobs) {
        const auto is_gone = [pid = pid, group = group] { return !read_processes().has_group(group, pid); };
        for (int i = 0; i < 2000 && !is_gone(); ++i) ::poll(nullptr, 0, 10);
        CHECK(is_gone());
    }
}
