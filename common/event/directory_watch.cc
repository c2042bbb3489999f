#include "common/event/directory_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>

namespace cleat {

DirectoryWatch::DirectoryWatch(Loop& loop, std::function<void()> on_change)
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      watch_(loop, inotify_.get(), [this](FdWatch::Ready) { on_events(); }),
      on_change_(std::move(on_change))
{
    if (inotify_) watch_.set(Interest::read);
}

void DirectoryWatch::add(const std::string& path)
{
    constexpr std::uint32_t MASK = IN_DELETE | IN_DELETE_SELF | IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF | IN_ATTRIB |
                                   IN_ONLYDIR | IN_DONT_FOLLOW;
    if (inotify_) ::inotify_add_watch(inotify_.get(), path.c_str(), MASK);
}

void DirectoryWatch::add_itself(const std::string& path)
{
    if (inotify_) ::inotify_add_watch(inotify_.get(), path.c_str(), IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

void DirectoryWatch::on_events()
{
    alignas(inotify_event) std::array<char, 4'096> buffer; // NOLINT: the kernel fills what is used
    while (::read(inotify_.get(), buffer.data(), buffer.size()) > 0) {
    }
    on_change_();
}

} // namespace cleat
