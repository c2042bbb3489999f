#include "client/stream/blocked_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace cleat {

BlockedSignals::BlockedSignals(std::initializer_list<int> signals)
{
    ::sigemptyset(&set_);
    for (const int signal : signals) ::sigaddset(&set_, signal);
    ::sigprocmask(SIG_BLOCK, &set_, nullptr);
    queue_ = UniqueFd(::signalfd(-1, &set_, SFD_NONBLOCK | SFD_CLOEXEC));
}

BlockedSignals::~BlockedSignals()
{
    ::sigprocmask(SIG_UNBLOCK, &set_, nullptr);
}

std::optional<int> BlockedSignals::take()
{
    signalfd_siginfo info{};
    if (::read(queue_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
    return static_cast<int>(info.ssi_signo);
}

} // namespace cleat
