#include "server/pty/spawn.h"

#include "server/pty/child.h"
#include "server/pty/executable.h"
#include "server/pty/private_memory.h"
#include "server/pty/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace cleat {
namespace {

/// The format of execve(2): pointers to strings, which the caller keeps, and a null pointer.
std::vector<char*> pointers_to(const std::vector<std::string>& strings)
{
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const auto& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// A candidate in a form that can be used after fork, when nothing may be allocated.
struct ReadyCandidate {
    std::vector<char*> paths;          ///< ends with null
    std::vector<char*> arguments;      ///< ends with null
    std::vector<char*> with_the_shell; ///< the same for a script without "#!"; its second element is the script's path
};

constexpr const char* SHELL = "/bin/sh";

/// In place of a stage in a verdict: the program waits.
constexpr int WAITS = -1;

ReadyCandidate make_ready(const Candidate& candidate)
{
    ReadyCandidate ready{pointers_to(candidate.paths), pointers_to(candidate.arguments), {}};
    ready.with_the_shell = {const_cast<char*>(SHELL), nullptr};
    ready.with_the_shell.insert(ready.with_the_shell.end(), ready.arguments.begin() + 1, ready.arguments.end());
    return ready;
}

/// Everything that the child needs between fork and exec, where only async-signal-safe calls are allowed.
struct ChildPlan {
    Streams streams = Streams::terminal;
    std::array<int, 3> standard{-1, -1, -1}; ///< the future descriptors 0, 1 and 2
    int verdict = -1;
    int gate = -1; ///< the gate to wait at, or -1
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

/// Starts a session, with the given controlling terminal if there is one, and sets descriptors 0, 1 and 2. False with
/// errno on failure.
bool take_streams(const ChildPlan& plan)
{
    if (::setsid() < 0) return false;
    if (plan.streams == Streams::terminal && ::ioctl(plan.standard[0], TIOCSCTTY, 0) < 0) return false;
    for (int fd = 0; fd < 3; ++fd)
        if (::dup2(plan.standard[static_cast<std::size_t>(fd)], fd) < 0) return false;
    return true;
}

/// Whether exec's error means that the next path should be tried (execvp(3)).
bool should_try_next_path(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ESTALE || error == ENODEV ||
           error == ETIMEDOUT;
}

/// Tries a program's paths. Returns only if none could be run, with the most useful errno: that of a file that cannot
/// be run is preferred to that of a missing file.
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
        if (!should_try_next_path(errno)) return errno;
        if (errno == EACCES) error = EACCES;
    }
    return error;
}

/// Must precede the change of directory, which may be accessible only to the user.
void restrict(const ChildPlan& plan, int verdict)
{
    using Stage = SpawnError::Stage;
    if (plan.defaults.core) allow_core_dumps(*plan.defaults.core);
    if (plan.defaults.oom_score_adj) set_oom_score_adj(*plan.defaults.oom_score_adj);
    if (plan.defaults.open_files) ::setrlimit(RLIMIT_NOFILE, &*plan.defaults.open_files);
    const auto problem = apply(plan.restrictions);
    if (!problem) return;
    give_up(verdict, problem->what == NotRestricted::What::user ? Stage::user : Stage::limits, problem->error);
}

/// Descriptors that a process keeps besides the standard ones until exec.
constexpr int KEPT_VERDICT = STDERR_FILENO + 1;
constexpr int KEPT_GATE = KEPT_VERDICT + 1;

/// Moves the gate first, so that the verdict does not overwrite it.
bool keep_descriptors(const ChildPlan& plan)
{
    const int gate = plan.gate < 0 ? -1 : ::fcntl(plan.gate, F_DUPFD_CLOEXEC, KEPT_GATE + 1);
    if (plan.gate >= 0 && gate < 0) return false;
    if (plan.verdict != KEPT_VERDICT && ::dup3(plan.verdict, KEPT_VERDICT, O_CLOEXEC) < 0) return false;
    return gate < 0 || ::dup3(gate, KEPT_GATE, O_CLOEXEC) >= 0;
}

/// Checks that there is a file that exec would try: 0 if so, otherwise an errno.
int find_candidate(const std::vector<ReadyCandidate>& candidates)
{
    for (const auto& candidate : candidates) {
        int error = ENOENT;
        for (char* const path : candidate.paths) {
            struct stat status {};
            if (path == nullptr) break;
            if (::stat(path, &status) < 0) {
                if (!should_try_next_path(errno)) return errno;
                if (errno == EACCES) error = EACCES;
            } else if (S_ISREG(status.st_mode) && ::access(path, X_OK) == 0) {
                return 0;
            } else {
                error = EACCES;
            }
        }
        if (error != ENOENT) return error;
    }
    return ENOENT;
}

/// Reports that the program waits, and waits. Closing the gate ends the process.
void wait_at_gate(const ChildPlan& plan)
{
    if (const int error = find_candidate(plan.candidates); error != 0)
        give_up(KEPT_VERDICT, SpawnError::Stage::exec, error);
    const std::array<int, 2> report{WAITS, 0};
    if (::write(KEPT_VERDICT, report.data(), sizeof report) != sizeof report) ::_exit(126);
    char released = 0;
    ssize_t count = 0;
    do count = ::read(KEPT_GATE, &released, 1);
    while (count < 0 && errno == EINTR);
    if (count != 1) ::_exit(126);
}

[[noreturn]] void run_child(ChildPlan& plan)
{
    using Stage = SpawnError::Stage;
    if (!take_streams(plan)) give_up(plan.verdict, Stage::pty, errno);
    if (!keep_descriptors(plan)) give_up(plan.verdict, Stage::fork, errno);
    close_descriptors_from(plan.gate < 0 ? KEPT_GATE : KEPT_GATE + 1);
    constexpr int KEPT = KEPT_VERDICT;
    restrict(plan, KEPT);
    if (::chdir(plan.directory) < 0) give_up(KEPT, Stage::directory, errno);
    reset_signals();
    if (plan.gate >= 0) wait_at_gate(plan);
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

/// Both ends are close-on-exec, and above the standard descriptors.
std::optional<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) return std::nullopt;
    Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
    pipe.read = above_standard(std::move(pipe.read));
    pipe.write = above_standard(std::move(pipe.write));
    if (!pipe.read || !pipe.write) return std::nullopt;
    return pipe;
}

/// Our ends of a program's standard descriptors, and the program's.
struct BothEnds {
    ProgramEnds ours;
    std::array<UniqueFd, 3> its;
};

tl::expected<BothEnds, SpawnError> open_on_terminal(const SpawnRequest& request)
{
    auto terminal = open_terminal(request.rows, request.columns);
    if (!terminal) return tl::unexpected(SpawnError{SpawnError::Stage::pty, terminal.error()});
    BothEnds both;
    both.ours.terminal = std::move(terminal->master);
    both.its[0] = std::move(terminal->slave);
    return both;
}

bool make_non_blocking(const UniqueFd& fd)
{
    return ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK) == 0;
}

tl::expected<BothEnds, SpawnError> open_on_pipes(const SpawnRequest& request)
{
    const auto failed = [] { return tl::unexpected(SpawnError{SpawnError::Stage::fork, errno}); };
    BothEnds both;
    if (request.input) {
        auto input = make_pipe();
        if (!input || !make_non_blocking(input->write)) return failed();
        both.its[0] = std::move(input->read);
        both.ours.input = std::move(input->write);
    } else {
        both.its[0] = above_standard(UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
        if (!both.its[0]) return failed();
    }
    auto output = make_pipe();
    auto errors = make_pipe();
    if (!output || !errors || !make_non_blocking(output->read) || !make_non_blocking(errors->read)) return failed();
    both.its[1] = std::move(output->write);
    both.its[2] = std::move(errors->write);
    both.ours.output = std::move(output->read);
    both.ours.errors = std::move(errors->read);
    return both;
}

/// The program's three descriptors; all the same for a terminal.
std::array<int, 3> standard_of(const BothEnds& both)
{
    const int input = both.its[0].get();
    if (both.ours.terminal) return {input, input, input};
    return {input, both.its[1].get(), both.its[2].get()};
}

} // namespace

tl::expected<StartingProgram, SpawnError> start_program(const SpawnRequest& request, const ProgramDefaults& defaults)
{
    using Stage = SpawnError::Stage;
    const auto failed = [](Stage stage, int error) { return tl::unexpected(SpawnError{stage, error}); };
    if (request.argv.empty()) return failed(Stage::exec, EINVAL);
    auto both = request.streams == Streams::terminal ? open_on_terminal(request) : open_on_pipes(request);
    if (!both) return tl::unexpected(both.error());
    auto pipe = make_pipe();
    if (!pipe) return failed(Stage::fork, errno);

    const auto candidates = candidates_for(request);
    auto gate = request.is_gated ? make_pipe() : std::optional(Pipe());
    if (!gate) return failed(Stage::fork, errno);
    ChildPlan plan{
        request.streams, standard_of(*both),  pipe->write.get(), gate->read.get(), request.directory.c_str(), {}, {},
        defaults,        request.restrictions};
    for (const auto& candidate : candidates) plan.candidates.push_back(make_ready(candidate));
    plan.environment = pointers_to(request.environment);

    const pid_t pid = fork_child(plan);
    if (pid < 0) return failed(Stage::fork, errno);
    return StartingProgram{pid, std::move(both->ours), std::move(pipe->read), std::move(gate->write)};
}

void release(const UniqueFd& gate)
{
    // An error means that the process has ended, which is noticed elsewhere.
    if (::write(gate.get(), "r", 1) < 0) return;
}

ExecVerdict read_verdict(int verdict)
{
    std::array<int, 2> report{};
    ssize_t count = 0;
    do count = ::read(verdict, report.data(), sizeof report);
    while (count < 0 && errno == EINTR);
    if (count != sizeof report)
        return ProgramRuns(); // closed by exec; or a signal killed the process, which is noticed when it is reaped
    if (report[0] == WAITS) return ProgramWaits();
    return SpawnError{static_cast<SpawnError::Stage>(report[0]), report[1]};
}

} // namespace cleat
