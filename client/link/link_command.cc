#include "client/link/link_command.h"

#include "common/base/process_end.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <fstream>
#include <vector>

namespace cleat {

namespace {

constexpr int ENDS_WITHIN_MS = 1'000;
constexpr std::size_t MAX_DESCENDANTS = 1000;

std::string link_lost(int status)
{
    return "the link was lost: its command " + (status == 0 ? "exited" : describe_end(status));
}

/// Appends the process's descendants: proc(5), /proc/PID/task/TID/children.
void add_descendants(pid_t of, std::vector<pid_t>& out)
{
    const auto process = std::to_string(of);
    std::ifstream children("/proc/" + process + "/task/" + process + "/children");
    for (pid_t child = 0; out.size() < MAX_DESCENDANTS && children >> child;) {
        out.push_back(child);
        add_descendants(child, out);
    }
}

void terminate(pid_t whom)
{
    ::kill(whom, SIGTERM);
    ::kill(whom, SIGCONT); // a stopped process would not act on SIGTERM
}

} // namespace

std::string close_reason(LinkCommand& command)
{
    if (command.pid == 0) return "the server closed the connection";
    const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, command.pid, 0)));
    pollfd ended{process.get(), POLLIN, 0};
    if (process) (void)::poll(&ended, 1, ENDS_WITHIN_MS);
    int status = 0;
    if (::waitpid(command.pid, &status, WNOHANG) != command.pid) return "the server closed the connection";
    command.pid = 0;
    return link_lost(status);
}

void terminate_command(const LinkCommand& command)
{
    if (command.pid == 0) return;
    if (command.terminal == LinkTerminal::none) return terminate(-command.pid);
    // The command is in this process's own group, which must not be signalled. If only its shell were signalled, the
    // programs that it waits for would keep running.
    std::vector<pid_t> descendants;
    add_descendants(command.pid, descendants);
    terminate(command.pid);
    for (const pid_t process : descendants) terminate(process);
}

std::string why_silent(LinkCommand& command)
{
    int status = 0;
    if (command.pid == 0 || ::waitpid(command.pid, &status, WNOHANG) != command.pid) {
        terminate_command(command);
        return "the server does not answer";
    }
    command.pid = 0;
    return link_lost(status);
}

bool is_password_asked()
{
    const UniqueFd terminal(::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC));
    termios settings{};
    return terminal && ::tcgetattr(terminal.get(), &settings) == 0 && (settings.c_lflag & ECHO) == 0;
}

} // namespace cleat
