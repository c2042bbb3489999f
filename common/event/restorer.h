#pragma once

#include "common/base/result.h"
#include "common/event/directory_watch.h"
#include "common/event/loop.h"
#include "common/event/restore_pace.h"

#include <functional>
#include <string>

namespace cleat {

/// Keeps something whole that lies in directories where others can take it away: looks when anything is taken there,
/// or when it is asked to, and makes what is missing again, as often as `RestorePace` lets it. What cannot be made is
/// tried again.
class Restorer {
 public:
    struct Subject {
        std::string name; ///< for the log
        std::function<bool()> is_whole;
        std::function<Result<void>()> restore;
        /// Adds the directories that are to be watched.
        std::function<void(DirectoryWatch&)> watch;
    };

    Restorer(Loop& loop, Subject subject);

    /// Watches directories that were made since.
    void watch() { subject_.watch(watch_); }
    /// Watches that directory, too.
    void watch(const std::string& directory) { watch_.add(directory); }
    /// Something may be missing.
    void look();
    /// The same, where somebody waits for it.
    void hurry();
    /// Leaves everything as it is from now on.
    void stop();

 private:
    void look_now();
    void start_timer();

    Loop& loop_;
    Subject subject_;
    RestorePace pace_;
    Clock::time_point next_look_{};
    std::string failure_; ///< that was logged
    bool is_stopped_ = false;
    Timer timer_;
    DirectoryWatch watch_;
};

} // namespace cleat
