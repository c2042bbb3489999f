#include "server/pty/restrictions.h"

#include "common/base/unique_fd.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace cleat {
namespace {

constexpr const char* OOM_SCORE_ADJ = "/proc/self/oom_score_adj";

void give_standard_descriptors(uid_t user)
{
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        struct stat status {};
        if (::fstat(fd, &status) < 0) continue;
        if (S_ISFIFO(status.st_mode) || ::isatty(fd) == 1) (void)!::fchown(fd, user, static_cast<gid_t>(-1));
    }
}

/// Groups first: only root can change them.
bool become(const UserIds& ids)
{
    return ::setgroups(ids.groups.size(), ids.groups.data()) == 0 && ::setgid(ids.group) == 0 &&
           ::setuid(ids.user) == 0;
}

/// Without this the process would have access to the keys of the user who started the server (keyrings(7)). If the
/// system has no keyrings, or denies this, there are no keys to protect either.
void leave_session_keyring()
{
    (void)!::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
}

} // namespace

std::optional<NotRestricted> apply(const Restrictions& restrictions)
{
    ::umask(restrictions.umask);
    (void)::setpriority(PRIO_PROCESS, 0, restrictions.nice);
    for (const ResourceLimit& limit : restrictions.limits) {
        const rlimit values{.rlim_cur = limit.soft, .rlim_max = limit.hard};
        if (::setrlimit(static_cast<__rlimit_resource_t>(limit.resource), &values) < 0)
            return NotRestricted{NotRestricted::What::limits, errno};
    }
    if (!restrictions.user) return std::nullopt;
    give_standard_descriptors(restrictions.user->user);
    if (!become(*restrictions.user)) return NotRestricted{NotRestricted::What::user, errno};
    leave_session_keyring();
    return std::nullopt;
}

int oom_score_adj()
{
    const UniqueFd file{::open(OOM_SCORE_ADJ, O_RDONLY | O_CLOEXEC)};
    std::array<char, 16> text{};
    const ssize_t count = file ? ::read(file.get(), text.data(), text.size()) : 0;
    int value = 0;
    if (count > 0) std::from_chars(text.data(), text.data() + count, value);
    return value;
}

void set_oom_score_adj(int value)
{
    std::array<char, 16> text{};
    const auto [end, problem] = std::to_chars(text.data(), text.data() + text.size(), value);
    const int file = ::open(OOM_SCORE_ADJ, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    (void)!::write(file, text.data(), static_cast<std::size_t>(end - text.data()));
    ::close(file);
}

} // namespace cleat
