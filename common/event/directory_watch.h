#pragma once

#include "common/base/unique_fd.h"
#include "common/event/loop.h"

#include <functional>
#include <string>

namespace cleat {

/// Calls back when an entry of a watched directory is removed, moved in or out, or changes its attributes, or when the
/// directory itself is moved or removed (inotify(7)). The callback does not receive what changed. If the system has no
/// inotify instances or watches left, there are no calls.
class DirectoryWatch {
 public:
    DirectoryWatch(Loop& loop, std::function<void()> on_change);

    /// Watches the directory now at `path`, if there is one. Adding the same directory again has no effect.
    void add(const std::string& path);
    /// Like `add`, but only for the removal or move of the directory itself, not for its entries.
    void add_itself(const std::string& path);

 private:
    void on_events();

    UniqueFd inotify_;
    FdWatch watch_;
    std::function<void()> on_change_;
};

} // namespace cleat
