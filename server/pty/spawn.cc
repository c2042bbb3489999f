#include "server/pty/spawn.h"

#include "server/pty/child.h"
#include "server/pty/executable.h"
#include "server/pty/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace cleat {
namespace {

/// What execve(2) takes: pointers to strings that somebody else keeps, and a null pointer.
std::vector<char*> pointers_to(const std::vector<std::string>& strings)
{
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const auto& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// A candidate in the form that can be used after fork, when nothing may be allocated.
struct ReadyCandidate {
    std::vector<char*> paths;          ///< ends with null
    std::vector<char*> arguments;      ///< ends with null
    std::vector<char*> with_the_shell; ///< the same for a script without "#!"; its second element is the script's path
};

constexpr const char* SHELL = "/bin/sh";

ReadyCandidate make_ready(const Candidate& candidate)
{
    ReadyCandidate ready{pointers_to(candidate.paths), pointers_to(candidate.arguments), {}};
    ready.with_the_shell = {const_cast<char*>(SHELL), nullptr};
    ready.with_the_shell.insert(ready.with_the_shell.end(), ready.arguments.begin() + 1, ready.arguments.end());
    return ready;
}

/// Everything that the child needs between fork and exec, where only async-signal-safe calls are allowed.
struct ChildPlan {
    int slave = -1;
    int verdict = -1;
    const char* directory = nullptr;
    std::vector<ReadyCandidate> candidates;
    std::vector<char*> environment;
    const ProgramDefaults& defaults;
    const Restrictions& restrictions;
};

[[noreturn]] void give_up(int verdict, SpawnError::Stage stage, int error)
{
    const std::array<int, 2> report{static_cast<int>(stage), error};
    const auto written = ::write(verdict, report.data(), sizeof report);
    ::_exit(written == sizeof report ? 127 : 126);
}

/// Makes the terminal the controlling one of a new session and descriptors 0, 1 and 2. False with errno if not.
bool take_terminal(int slave)
{
    if (::setsid() < 0 || ::ioctl(slave, TIOCSCTTY, 0) < 0) return false;
    return ::dup2(slave, 0) >= 0 && ::dup2(slave, 1) >= 0 && ::dup2(slave, 2) >= 0;
}

/// Whether exec's error means that the next place may have the program (execvp(3)).
bool may_be_elsewhere(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ESTALE || error == ENODEV ||
           error == ETIMEDOUT;
}

/// Tries a program's paths. Returns only if none could be run: the errno that says why, where a file that may not be
/// run says more than one that is not there.
int exec_candidate(ReadyCandidate& candidate, char* const* environment)
{
    int error = ENOENT;
    for (char* const path : candidate.paths) {
        if (path == nullptr) break;
        ::execve(path, candidate.arguments.data(), environment);
        if (errno == ENOEXEC) {
            candidate.with_the_shell[1] = path;
            ::execve(SHELL, candidate.with_the_shell.data(), environment);
            return ENOEXEC;
        }
        if (!may_be_elsewhere(errno)) return errno;
        if (errno == EACCES) error = EACCES;
    }
    return error;
}

/// Before the directory, which may be one that only the user can enter.
void restrict(const ChildPlan& plan, int verdict)
{
    using Stage = SpawnError::Stage;
    if (plan.defaults.oom_score_adj) set_oom_score_adj(*plan.defaults.oom_score_adj);
    if (plan.defaults.open_files) ::setrlimit(RLIMIT_NOFILE, &*plan.defaults.open_files);
    const auto problem = apply(plan.restrictions);
    if (!problem) return;
    give_up(verdict, problem->what == NotRestricted::What::user ? Stage::user : Stage::limits, problem->error);
}

[[noreturn]] void run_child(ChildPlan& plan)
{
    using Stage = SpawnError::Stage;
    if (!take_terminal(plan.slave)) give_up(plan.verdict, Stage::pty, errno);
    constexpr int KEPT = STDERR_FILENO + 1;
    if (plan.verdict != KEPT && ::dup3(plan.verdict, KEPT, O_CLOEXEC) < 0) give_up(plan.verdict, Stage::fork, errno);
    close_descriptors_from(KEPT + 1);
    restrict(plan, KEPT);
    if (::chdir(plan.directory) < 0) give_up(KEPT, Stage::directory, errno);
    reset_signals();
    int error = ENOENT;
    for (auto& candidate : plan.candidates) {
        error = exec_candidate(candidate, plan.environment.data());
        if (error != ENOENT) break;
    }
    give_up(KEPT, Stage::exec, error);
}

pid_t fork_child(ChildPlan& plan)
{
    const SignalsBlocked blocked;
    const pid_t pid = ::fork();
    if (pid == 0) run_child(plan);
    return pid;
}

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

std::optional<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) return std::nullopt;
    Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
    pipe.write = above_standard(std::move(pipe.write));
    if (!pipe.write) return std::nullopt;
    return pipe;
}

} // namespace

tl::expected<StartingProgram, SpawnError> start_program(const SpawnRequest& request, const ProgramDefaults& defaults)
{
    using Stage = SpawnError::Stage;
    const auto failed = [](Stage stage, int error) { return tl::unexpected(SpawnError{stage, error}); };
    if (request.argv.empty()) return failed(Stage::exec, EINVAL);
    auto terminal = open_terminal(request.rows, request.columns);
    if (!terminal) return failed(Stage::pty, terminal.error());
    auto pipe = make_pipe();
    if (!pipe) return failed(Stage::fork, errno);

    const auto candidates = candidates_for(request);
    ChildPlan plan{terminal->slave.get(), pipe->write.get(), request.directory.c_str(), {}, {}, defaults,
                   request.restrictions};
    for (const auto& candidate : candidates) plan.candidates.push_back(make_ready(candidate));
    plan.environment = pointers_to(request.environment);

    const pid_t pid = fork_child(plan);
    if (pid < 0) return failed(Stage::fork, errno);
    return StartingProgram{pid, std::move(terminal->master), std::move(pipe->read)};
}

std::optional<SpawnError> read_verdict(int verdict)
{
    std::array<int, 2> report{};
    ssize_t count = 0;
    do count = ::read(verdict, report.data(), sizeof report);
    while (count < 0 && errno == EINTR);
    if (count != sizeof report)
        return std::nullopt; // exec closed it; or a signal ended the process, which reaping will tell
    return SpawnError{static_cast<SpawnError::Stage>(report[0]), report[1]};
}

} // namespace cleat
