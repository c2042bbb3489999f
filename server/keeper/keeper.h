#pragma once

#include "common/base/runtime_directories.h"
#include "common/base/runtime_link.h"
#include "common/base/shared_directories.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// How to start a server.
struct KeeperOptions {
    enum class Mode {
        daemon,    ///< once clients are served, the call returns in the process that the user started
        foreground ///< the server runs in this process
    };
    Mode mode = Mode::daemon;
    RuntimeLink note{{}, {}};             ///< created if clients need XDG_RUNTIME_DIR to find the directory
    std::vector<RuntimeDirectory> places; ///< where it can serve; it takes the first that is available
    SharedDirectories shared =
        SharedDirectories::of(::geteuid());      ///< for other users, while sessions are shared with them
    std::string executable = "/proc/self/exe";   ///< the file that the worker is run from, as `cleatd --worker ...`
    std::vector<std::string> worker_arguments;   ///< further arguments
    std::vector<std::string> recorder_arguments; ///< further arguments after `--recorder`
    std::chrono::milliseconds grace = std::chrono::seconds(5); ///< between SIGHUP and SIGKILL when the server ends
    std::optional<rlimit> core_limit;                          ///< the limit that programs get, if it was changed
    int oom_score_raise =
        0; ///< added to the server's oom_score_adj for programs, so that they are killed first: see proc(5)
};

/// Exit codes of `run_keeper`.
inline constexpr int EXIT_ENDED = 0;       ///< the daemon serves; or the server ended normally
inline constexpr int EXIT_FAILED = 1;      ///< it could not start; or its worker died
inline constexpr int EXIT_BAD_COMMAND = 2; ///< returned by `cleatd`: the command line or the configuration is invalid
inline constexpr int EXIT_ALREADY_RUNNING = 3; ///< another server serves in that directory: clients can connect to it

/// Starts a server and, in the foreground, runs it. Reports on stderr why it could not start. Signals: SIGTERM and
/// SIGINT (in the foreground SIGHUP too) end the server: clients are notified, programs get SIGHUP (the main program
/// SIGTERM), SIGTERM after half the grace period, and SIGKILL after all of it. A second signal cuts the grace period
/// short. SIGUSR1 makes it restore missing parts of its runtime directory at once; without the signal it restores them
/// when it notices the loss. Set up logging before the call.
int run_keeper(const KeeperOptions& options);

} // namespace cleat
