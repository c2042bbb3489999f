#pragma once

#include "common/base/result.h"
#include "common/event/directory_watch.h"
#include "common/event/loop.h"
#include "common/event/restore_backoff.h"

#include <functional>
#include <string>

namespace cleat {

/// Keeps something intact in directories where other processes can remove it: checks when something is removed there or
/// on request, and restores what is missing as often as `RestoreBackoff` allows. A failed attempt is repeated.
class Restorer {
 public:
    struct Subject {
        std::string name; ///< for the log
        std::function<bool()> is_whole;
        std::function<Result<void>()> restore;
        /// Adds the directories to watch.
        std::function<void(DirectoryWatch&)> watch;
    };

    Restorer(Loop& loop, Subject subject);

    /// Also watches directories that were created since the last call.
    void watch() { subject_.watch(watch_); }
    /// Watches an additional directory.
    void watch(const std::string& directory) { watch_.add(directory); }
    /// Something may be missing: schedules a check.
    void request_check();
    /// Like `request_check`, but with a delay of at most 10 ms, because a client is waiting.
    void hurry();
    /// Stops checking and restoring.
    void stop();

 private:
    void check_now();
    void start_timer();

    Loop& loop_;
    Subject subject_;
    RestoreBackoff pace_;
    Clock::time_point next_check_{};
    std::string failure_; ///< last error logged
    bool is_stopped_ = false;
    Timer timer_;
    DirectoryWatch watch_;
};

} // namespace cleat
