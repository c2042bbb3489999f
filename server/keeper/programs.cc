#include "server/keeper/programs.h"

#include "common/base/log.h"
#include "common/base/process_end.h"
#include "server/pty/process_scan.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

namespace cleat {

struct Programs::Program {
    pid_t pid = 0;
    ProgramEnds ends;
    UniqueFd memory;                   ///< of the session
    UniqueFd verdict;                  ///< until exec has succeeded or failed
    UniqueFd gate;                     ///< while it is gated
    bool has_waited = false;           ///< at the gate, after `on_started`
    std::unique_ptr<FdWatch> deciding; ///< on `verdict`
    std::optional<int> status;         ///< once the program has ended
    bool is_forgotten = false;         ///< kept only to be reaped
};

namespace {

bool is_in_use(pid_t pid)
{
    return ::kill(pid, 0) == 0 || errno != ESRCH;
}

} // namespace

Programs::Programs(Loop& loop, ProgramDefaults defaults, Events events)
    : loop_(loop), defaults_(defaults), events_(std::move(events)), outdate_(loop, [] {}), deferred_(loop)
{}

Programs::~Programs() = default;

void Programs::start(SessionId session, const SpawnRequest& request)
{
    using Stage = SpawnError::Stage;
    if (programs_.contains(session)) return events_.on_failed(session, {Stage::fork, EEXIST});
    UniqueFd memory{::memfd_create("cleat-session", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (!memory) return events_.on_failed(session, {Stage::fork, errno});
    auto starting = start_program(request, defaults_);
    if (!starting) return events_.on_failed(session, starting.error());

    auto program = std::make_unique<Program>();
    program->pid = starting->pid;
    program->ends = std::move(starting->ends);
    program->memory = std::move(memory);
    program->verdict = std::move(starting->verdict);
    program->gate = std::move(starting->gate);
    program->deciding = std::make_unique<FdWatch>(loop_, program->verdict.get(), [this, session](FdWatch::Ready) {
        if (const auto found = programs_.find(session); found != programs_.end())
            found->second->deciding->set(Interest::none);
        deferred_.run([this, session] { decided(session); });
    });
    program->deciding->set(Interest::read);
    programs_.emplace(session, std::move(program));
}

void Programs::decided(SessionId session)
{
    const auto found = programs_.find(session);
    if (found == programs_.end() || !found->second->deciding) return;
    auto& program = *found->second;
    const auto verdict = read_verdict(program.verdict.get());
    if (std::holds_alternative<ProgramWaits>(verdict)) {
        program.has_waited = true;
        program.deciding->set(Interest::read);
        if (!program.is_forgotten) events_.on_started(session, program.pid, program.ends, program.memory.get());
        return;
    }
    const auto* const error = std::get_if<SpawnError>(&verdict);
    program.deciding.reset();
    program.verdict.reset();
    if (error) {
        log_info("session {}: cannot start the program: error {}", session, error->error);
        program.ends = {};
        program.memory.reset();
        program.is_forgotten = true;
        const SpawnError why = *error;
        if (program.status) programs_.erase(found);
        return events_.on_failed(session, why);
    }
    program.gate.reset();
    log_info("session {}: process {} runs", session, program.pid);
    if (!program.is_forgotten && program.has_waited) events_.on_released(session);
    else if (!program.is_forgotten) events_.on_started(session, program.pid, program.ends, program.memory.get());
    if (program.status) report_end(session, program);
}

void Programs::release(SessionId session)
{
    if (const auto found = programs_.find(session); found != programs_.end() && found->second->gate)
        cleat::release(found->second->gate);
}

void Programs::report_end(SessionId session, const Program& program)
{
    log_info("session {}: process {} {}", session, program.pid, describe_end(*program.status));
    if (program.is_forgotten) programs_.erase(session);
    else events_.on_ended(session, *program.status);
}

bool Programs::ended(pid_t pid, int status)
{
    const auto found = std::ranges::find_if(
        programs_, [&](const auto& entry) { return entry.second->pid == pid && !entry.second->status; });
    if (found == programs_.end()) return false;
    auto& program = *found->second;
    program.status = status;
    const bool is_decided = !program.deciding;
    if (is_decided) report_end(found->first, program);
    return true;
}

void Programs::signal(SessionId session, pid_t group, int signal)
{
    const auto found = programs_.find(session);
    if (found == programs_.end() || signal < 1 || signal >= NSIG) return;
    const auto& program = *found->second;
    // Once the program was reaped, its pid can be reused, but not while its session has members.
    if (program.status && is_in_use(program.pid)) return;
    if (!leads_group_in(group, program.pid) && !processes().has_group(group, program.pid)) {
        log_warning("session {}: process group {} does not belong to it", session, group);
        return;
    }
    ::kill(-group, signal);
}

void Programs::close_input(SessionId session)
{
    if (const auto found = programs_.find(session); found != programs_.end()) found->second->ends.input.reset();
}

void Programs::close(SessionId session)
{
    if (const auto found = programs_.find(session); found != programs_.end()) found->second->ends = {};
}

int Programs::memory_of(SessionId session) const
{
    const auto found = programs_.find(session);
    return found != programs_.end() ? found->second->memory.get() : -1;
}

void Programs::forget(SessionId session)
{
    const auto found = programs_.find(session);
    if (found == programs_.end()) return;
    auto& program = *found->second;
    if (program.status && !program.deciding) {
        programs_.erase(found);
        return;
    }
    program.ends = {};
    program.memory.reset();
    program.gate.reset();
    program.is_forgotten = true;
}

void Programs::signal_all(int signal)
{
    signal_all_but(std::nullopt, signal);
}

void Programs::signal_all_but(std::optional<SessionId> but, int signal)
{
    const ProcessTable& table = look();
    for (const auto& [session, program] : programs_)
        if (session != but) signal_groups(*program, table, signal);
}

void Programs::signal_session(SessionId session, int signal)
{
    if (const auto found = programs_.find(session); found != programs_.end())
        signal_groups(*found->second, look(), signal);
}

const ProcessTable& Programs::look()
{
    ++looks_;
    processes_ = read_processes();
    return processes_;
}

const ProcessTable& Programs::processes()
{
    if (outdate_.is_pending()) return processes_;
    outdate_.schedule();
    return look();
}

void Programs::signal_groups(const Program& program, const ProcessTable& table, int signal)
{
    if (program.status) return;
    for (const pid_t group : table.groups_of(program.pid)) ::kill(-group, signal);
    ::kill(program.pid, signal); // it may not have called setsid(2) yet, or there is no /proc
}

bool Programs::any_running() const
{
    return std::ranges::any_of(programs_, [](const auto& entry) { return !entry.second->status; });
}

} // namespace cleat
