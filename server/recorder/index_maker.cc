#include "server/recorder/index_maker.h"

#include "common/recording/index_file.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace cleat {

namespace {

constexpr int NICE = 19;
constexpr unsigned FIRST_OWN_DESCRIPTOR = 3;

/// Runs in the child: closes the parent's descriptors, and ends with the parent.
[[noreturn]] void make_index_alone(const std::string& recording, pid_t parent)
{
    std::signal(SIGTERM, SIG_DFL);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close_range(FIRST_OWN_DESCRIPTOR, ~0U, 0);
    if (::getppid() == parent) make_index(recording);
    ::_exit(0);
}

} // namespace

void make_index(const std::string& recording)
{
    ::setpriority(PRIO_PROCESS, 0, NICE);
    auto source = CastSource::open(recording);
    if (!source) return;
    auto index = IndexFile::open(recording, *source);
    while (index && !index->is_whole()) {
        const auto more = index->step();
        if (!more || (!*more && !index->finish())) return;
    }
}

void IndexMaker::run(const std::string& recording, std::uint64_t output)
{
    if (is_running() || output < indexed_ + std::max(MIN_GROWTH, output / PART)) return;
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) make_index_alone(recording, parent);
    if (child < 0) return;
    child_ = child;
    indexed_ = output;
}

bool IndexMaker::is_running()
{
    if (child_ != 0 && ::waitpid(child_, nullptr, WNOHANG) != 0) child_ = 0;
    return child_ != 0;
}

void IndexMaker::end()
{
    indexed_ = 0;
    if (!is_running()) return;
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
    child_ = 0;
}

} // namespace cleat
