#pragma once

#include "common/base/unique_fd.h"
#include "common/event/loop.h"

#include <functional>
#include <string>

namespace cleat {

/// Calls back when something is taken from a directory, moved there, or changed in its mode, or the directory itself is
/// moved or removed (inotify(7)). It does not say what: whoever is called looks. Where the system has no watches to
/// give there are no calls.
class DirectoryWatch {
 public:
    DirectoryWatch(Loop& loop, std::function<void()> on_change);

    /// Watches what is at `path` now, if that is a directory. Once is enough as long as it is the same one.
    void add(const std::string& path);
    /// The same, of which only the directory itself matters, and nothing in it.
    void add_itself(const std::string& path);

 private:
    void on_events();

    UniqueFd inotify_;
    FdWatch watch_;
    std::function<void()> on_change_;
};

} // namespace cleat
