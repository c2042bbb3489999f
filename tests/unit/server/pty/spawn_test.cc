#include "server/pty/spawn.h"

#include "server/pty/process_scan.h"
#include "server/pty/terminal.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>

using namespace cleat;
using Stage = SpawnError::Stage;

namespace {

SpawnRequest request_for(std::vector<std::string> argv)
{
    return {
        .argv = std::move(argv), .fallbacks = {}, .environment = {"PATH=/usr/bin:/bin", "MARK=here"}, .directory = "/"};
}

SpawnRequest shell(const std::string& script)
{
    return request_for({"/bin/sh", "-c", script});
}

/// What a program wrote until it closed its terminal, and how it ended.
struct Outcome {
    std::string output;
    int status = 0;
};

/// Appends what is readable to `output`. False at the end.
bool read_some(int terminal, std::string& output)
{
    std::array<char, 65'536> buffer{};
    const auto count = ::read(terminal, buffer.data(), buffer.size());
    if (count > 0) output.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

/// Reads until `wanted` was seen, the end, or 20 seconds have passed.
void read_until(int terminal, std::string& output, const std::string& wanted)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
        pollfd watched{.fd = terminal, .events = POLLIN, .revents = 0};
        ::poll(&watched, 1, 1000);
        if (watched.revents != 0 && !read_some(terminal, output)) return;
        if (!wanted.empty() && output.find(wanted) != std::string::npos) return;
    }
    FAIL_CHECK("deadline passed");
}

int reap(pid_t pid)
{
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return status;
}

StartingProgram start(const SpawnRequest& request, const ProgramDefaults& defaults = {})
{
    auto program = start_program(request, defaults);
    REQUIRE(program.has_value());
    return std::move(*program);
}

Outcome run(const SpawnRequest& request, const ProgramDefaults& defaults = {})
{
    const auto program = start(request, defaults);
    CHECK(std::holds_alternative<ProgramRuns>(read_verdict(program.verdict.get())));
    Outcome outcome;
    read_until(program.ends.terminal.get(), outcome.output, "");
    outcome.status = reap(program.pid);
    return outcome;
}

SpawnError failure_of(const SpawnRequest& request)
{
    const auto program = start(request);
    const auto verdict = read_verdict(program.verdict.get());
    reap(program.pid);
    REQUIRE(std::holds_alternative<SpawnError>(verdict));
    return std::get<SpawnError>(verdict);
}

} // namespace

TEST_CASE("a program's output and exit code are reported")
{
    const auto outcome = run(shell("echo hello; exit 7"));

    CHECK(outcome.output == "hello\r\n");
    REQUIRE(WIFEXITED(outcome.status));
    CHECK(WEXITSTATUS(outcome.status) == 7);
}

TEST_CASE("a program killed by a signal is reported with the signal")
{
    const auto outcome = run(shell("kill -9 $$"));

    REQUIRE(WIFSIGNALED(outcome.status));
    CHECK(WTERMSIG(outcome.status) == SIGKILL);
}

TEST_CASE("a program has its terminal's size from the start")
{
    auto request = shell("stty size");
    request.rows = 33;
    request.columns = 101;

    CHECK(run(request).output == "33 101\r\n");
}

TEST_CASE("a program's terminal is in cooked mode with UTF-8")
{
    const auto output = run(shell("stty -a | tr '\\n;' '  '; echo")).output;

    for (const char* mode : {" iutf8", " icanon", " echo ", " isig", " onlcr", " icrnl", "erase = ^?", "intr = ^C"}) {
        CAPTURE(std::string(mode));
        CHECK(output.find(mode) != std::string::npos);
    }
    CHECK(output.find("-iutf8") == std::string::npos);
}

TEST_CASE("a program leads a session whose controlling terminal is its own")
{
    const auto program = start(shell("echo ready > /dev/tty; read line; exit 0"));
    std::string output;
    read_until(program.ends.terminal.get(), output, "ready");

    CHECK(::getsid(program.pid) == program.pid);
    CHECK(foreground_group(program.ends.terminal.get()) == program.pid);
    CHECK(read_processes().groups_of(program.pid) == std::vector<pid_t>{program.pid});

    REQUIRE(::write(program.ends.terminal.get(), "\n", 1) == 1);
    CHECK(reap(program.pid) == 0);
}

TEST_CASE("a background job has a group of the same session")
{
    const auto program = start(shell("set -m; sleep 1000 & echo job $!; wait"));
    std::string output;
    read_until(program.ends.terminal.get(), output, "\n");
    const pid_t job = std::atoi(output.substr(4).c_str());

    CHECK(leads_group_in(job, program.pid));
    CHECK(leads_group_in(program.pid, program.pid));
    CHECK(read_processes().groups_of(program.pid).size() == 2);

    for (const pid_t group : read_processes().groups_of(program.pid)) ::kill(-group, SIGKILL);
    reap(program.pid);
}

TEST_CASE("a new size reaches the program")
{
    const auto program = start(shell("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done"));
    std::string output;
    read_until(program.ends.terminal.get(), output, "ready");

    CHECK(set_window_size(program.ends.terminal.get(), 10, 20).has_value());

    read_until(program.ends.terminal.get(), output, "10 20");
    CHECK(output.find("10 20") != std::string::npos);
    reap(program.pid);
}

TEST_CASE("a program gets its environment and none of the server's")
{
    ::setenv("CLEAT_TEST_OF_OURS", "1", 1);

    auto request = request_for({"env"});

    CHECK(run(request).output == "PATH=/usr/bin:/bin\r\nMARK=here\r\n");
}

TEST_CASE("a program starts in its directory")
{
    const Scratch scratch;
    auto request = request_for({"pwd"});
    request.directory = std::filesystem::canonical(scratch.path());

    CHECK(run(request).output == request.directory + "\r\n");
}

TEST_CASE("no descriptor of the server reaches the program, whether close-on-exec or not")
{
    const UniqueFd low{::open("/dev/null", O_RDONLY)};
    const UniqueFd high{::fcntl(low.get(), F_DUPFD, 200)};
    REQUIRE(high);

    const auto outcome = run(request_for({"ls", "/proc/self/fd"}));

    CHECK(outcome.output == "0  1  2  3\r\n"); // 3 is the directory that ls reads
}

TEST_CASE("a program has default signal actions and no blocked signals, whatever the server has")
{
    struct sigaction before {};
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGHUP, &ignore, &before);
    sigset_t blocked;
    sigset_t mask;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &blocked, &mask);

    const auto output = run(request_for({"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"})).output;

    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    ::sigaction(SIGHUP, &before, nullptr);
    CHECK(output == "SigBlk:\t0000000000000000\r\nSigIgn:\t0000000000000000\r\n");
}

TEST_CASE("a program gets the limit of open files from its defaults")
{
    const rlimit limit{.rlim_cur = 123, .rlim_max = 456};

    CHECK(run(shell("ulimit -Sn; ulimit -Hn"), {limit, {}}).output == "123\r\n456\r\n");
}

TEST_CASE("a program's own limits override the defaults")
{
    const rlimit of_all{.rlim_cur = 123, .rlim_max = 456};
    auto request = shell("ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -St");
    request.restrictions.limits = {{RLIMIT_NOFILE, 64, 100}, {RLIMIT_CORE, 0, 0}, {RLIMIT_CPU, 77, 78}};

    CHECK(run(request, {of_all, {}}).output == "64\r\n100\r\n0\r\n77\r\n");
}

TEST_CASE("a limit that cannot be set is reported as such")
{
    auto request = shell("exit 0");
    request.restrictions.limits = {{RLIMIT_NOFILE, RLIM_INFINITY, RLIM_INFINITY}}; // fs.nr_open limits it even for root

    CHECK(failure_of(request) == SpawnError{Stage::limits, EPERM});
}

TEST_CASE("a program gets a higher OOM score if requested")
{
    const int value = std::min(oom_score_adj() + 100, 1'000);

    CHECK(run(shell("cat /proc/self/oom_score_adj"), {{}, value}).output == std::to_string(value) + "\r\n");
    CHECK(run(shell("cat /proc/self/oom_score_adj")).output == std::to_string(oom_score_adj()) + "\r\n");
}

TEST_CASE("the protection of the server's memory is undone for a program")
{
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_CORE, &before) == 0);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_CORE, &none) == 0);
    const rlimit one_block{.rlim_cur = std::min<rlim_t>(512, before.rlim_max), .rlim_max = before.rlim_max};

    const auto output = run(shell("ulimit -Sc"), {{}, {}, one_block}).output;

    CHECK(::setrlimit(RLIMIT_CORE, &before) == 0);
    CHECK(output == std::to_string(one_block.rlim_cur / 512) + "\r\n");
}

TEST_CASE("root starts a program as another user, with all groups, its own terminal, and no way back")
{
    auto request = shell("id -u; id -g; id -G; stat -c %u \"$(tty)\"; grep -E '^(Uid|CapEff)' /proc/self/status");
    request.restrictions.user = UserIds{12'345, 23'456, {23'456, 34'567}};
    if (::geteuid() != 0) {
        CHECK(failure_of(request) == SpawnError{Stage::user, EPERM});
        return;
    }

    CHECK(run(request).output == "12345\r\n23456\r\n23456 34567\r\n12345\r\n"
                                 "Uid:\t12345\t12345\t12345\t12345\r\nCapEff:\t0000000000000000\r\n");
}

TEST_CASE("a program has the requested umask, or that of a login; another user's has a new session keyring")
{
    if (::geteuid() != 0) {
        MESSAGE("skipped: needs root");
        return;
    }
    const auto keyring = ::syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
    if (keyring < 0) MESSAGE("the system has no keyrings: only the umask is tested");
    const std::string ask = "umask; perl -e 'print syscall(" + std::to_string(SYS_keyctl) + ", " +
                            std::to_string(KEYCTL_GET_KEYRING_ID) + ", " + std::to_string(KEY_SPEC_SESSION_KEYRING) +
                            ", 0)'";
    auto request = shell(ask);
    const mode_t before = ::umask(077);

    request.restrictions.umask = 027;
    const auto ours = run(request).output;
    request.restrictions = {.user = UserIds{12'345, 12'345, {}}};
    const auto theirs = run(request).output;

    ::umask(before);
    CHECK(ours == "0027\r\n" + std::to_string(keyring));
    CHECK(theirs.starts_with("0022\r\n"));
    if (keyring >= 0) CHECK(theirs != "0022\r\n" + std::to_string(keyring));
}

TEST_CASE("the program's user enters the directory")
{
    if (::geteuid() != 0) {
        MESSAGE("skipped: needs root");
        return;
    }
    const Scratch scratch; // with mode 0700, owned by root
    auto request = shell("exit 0");
    request.directory = scratch.path();
    request.restrictions.user = UserIds{12'345, 12'345, {}};

    CHECK(failure_of(request) == SpawnError{Stage::directory, EACCES});
}

TEST_CASE("a program that does not exist is ENOENT")
{
    CHECK(failure_of(request_for({"no-such-program-here"})) == SpawnError{Stage::exec, ENOENT});
    CHECK(failure_of(request_for({"/no/such/program"})) == SpawnError{Stage::exec, ENOENT});
}

TEST_CASE("a file that cannot be run is EACCES, even if a later directory has none")
{
    const Scratch scratch;
    std::ofstream(scratch / "program") << "#!/bin/sh\n";
    REQUIRE(::chmod((scratch / "program").c_str(), 0600) == 0);
    auto request = request_for({"program"});
    request.environment = {"PATH=" + scratch.path() + ":/nowhere"};

    CHECK(failure_of(request) == SpawnError{Stage::exec, EACCES});
    CHECK(failure_of(request_for({scratch / "program"})) == SpawnError{Stage::exec, EACCES});
}

TEST_CASE("a directory that does not exist is reported as such")
{
    auto request = shell("exit 0");
    request.directory = "/no/such/directory";

    CHECK(failure_of(request) == SpawnError{Stage::directory, ENOENT});
}

TEST_CASE("a request without a command is refused")
{
    const auto program = start_program(request_for({}), {});

    REQUIRE_FALSE(program.has_value());
    CHECK(program.error() == SpawnError{Stage::exec, EINVAL});
}

TEST_CASE("fallbacks are tried when the command does not exist")
{
    auto request = request_for({"/no/such/shell", "-c", "exit 3"});
    request.fallbacks = {"/no/such/either", "/bin/true"};

    const auto outcome = run(request);

    CHECK(outcome.status == 0);
}

TEST_CASE("fallbacks are not tried when the command exists and cannot be run")
{
    auto request = request_for({"/etc/passwd"});
    request.fallbacks = {"/bin/true"};

    CHECK(failure_of(request) == SpawnError{Stage::exec, EACCES});
}

TEST_CASE("a script without an interpreter line is run by the shell")
{
    const Scratch scratch;
    std::ofstream(scratch / "script") << "echo $0 $1\n";
    REQUIRE(::chmod((scratch / "script").c_str(), 0700) == 0);

    const auto outcome = run(request_for({scratch / "script", "argument"}));

    CHECK(outcome.output == (scratch / "script") + " argument\r\n");
}

TEST_CASE("a login shell is marked by its name")
{
    auto request = shell("echo $0");
    request.argv = {"/bin/sh", "-c", "echo $0"};
    request.login_name = true;

    CHECK(run(request).output == "-sh\r\n");
}

TEST_CASE("a megabyte of output is complete and in order")
{
    const auto output = run(shell("stty -onlcr; seq 1 160000")).output;

    std::string expected;
    for (int i = 1; i <= 160'000; ++i) expected += std::to_string(i) + '\n';
    CHECK(expected.size() > 1'000'000);
    CHECK((output == expected));
}

namespace {

/// Reads until the other end is closed.
std::string read_all(const UniqueFd& fd)
{
    std::string output;
    read_until(fd.get(), output, "");
    return output;
}

SpawnRequest on_pipes(const std::string& script, bool input = true)
{
    auto request = shell(script);
    request.streams = Streams::pipes;
    request.input = input;
    return request;
}

} // namespace

TEST_CASE("a program on pipes has a pipe for each stream, no terminal, and its own session")
{
    auto program = start(on_pipes("cat; echo to stderr >&2; tty <&2; ps -o sid= -p $$ | tr -d ' '"));
    CHECK(std::holds_alternative<ProgramRuns>(read_verdict(program.verdict.get())));
    CHECK_FALSE(program.ends.terminal);
    REQUIRE(::write(program.ends.input.get(), "as it is\r\n\x04", 11) == 11);

    program.ends.input.reset(); // closes its input

    CHECK(read_all(program.ends.output) == "as it is\r\n\x04not a tty\n" + std::to_string(program.pid) + "\n");
    CHECK(read_all(program.ends.errors) == "to stderr\n");
    reap(program.pid);
}

TEST_CASE("a program on pipes without input reads the end at once")
{
    const auto program = start(on_pipes("cat; readlink /proc/self/fd/0; ls /proc/self/fd | tr '\\n' ' '", false));
    CHECK_FALSE(program.ends.input);

    CHECK(read_all(program.ends.output) == "/dev/null\n0 1 2 3 "); // 3 is the directory that ls reads
    reap(program.pid);
}

TEST_CASE("a program on pipes that does not exist is an exec error")
{
    auto request = on_pipes("");
    request.argv = {"no-such-program"};

    CHECK(failure_of(request) == SpawnError{Stage::exec, ENOENT});
}

TEST_CASE("a gated program waits until it is released, and a closed gate ends it")
{
    const auto gated = [](const std::string& script) {
        SpawnRequest out = on_pipes(script);
        out.is_gated = true;
        return out;
    };
    auto released = start(gated("echo ran"));
    REQUIRE(std::holds_alternative<ProgramWaits>(read_verdict(released.verdict.get())));
    auto closed = start(gated("echo ran"));
    REQUIRE(std::holds_alternative<ProgramWaits>(read_verdict(closed.verdict.get())));

    closed.gate.reset();
    CHECK(read_all(closed.ends.output).empty());
    reap(closed.pid);
    release(released.gate);
    CHECK(std::holds_alternative<ProgramRuns>(read_verdict(released.verdict.get())));
    CHECK(read_all(released.ends.output) == "ran\n");
    CHECK(reap(released.pid) == 0);
}

TEST_CASE("a gated program that cannot be found does not wait")
{
    for (const char* const program : {"/no/such/program", "no-such-program"}) {
        SpawnRequest request = on_pipes("");
        request.argv = {program};
        request.is_gated = true;
        const SpawnError error = failure_of(request);
        CHECK(error.stage == Stage::exec);
        CHECK(error.error == ENOENT);
    }
    SpawnRequest directory = on_pipes("");
    directory.argv = {"/tmp"};
    directory.is_gated = true;
    CHECK(failure_of(directory).error == EACCES);
}
