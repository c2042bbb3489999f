#pragma once

#include "common/base/place_note.h"
#include "common/base/runtime_places.h"
#include "common/base/shared_places.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// How a server is to be started.
struct KeeperOptions {
    enum class Mode {
        daemon,    ///< the call returns in the process that the user started, once clients are served
        foreground ///< the server is this process
    };
    Mode mode = Mode::daemon;
    PlaceNote note{{}, {}};                              ///< for where only XDG_RUNTIME_DIR leads
    std::vector<RuntimePlace> places;                    ///< where it may serve; in the first that it can have
    SharedPlaces shared = SharedPlaces::of(::geteuid()); ///< for other users while sessions are shared with them
    std::string executable = "/proc/self/exe";           ///< what the worker is run from, as `cleatd --worker ...`
    std::vector<std::string> worker_arguments;           ///< what comes after that
    std::vector<std::string> recorder_arguments;         ///< the same after `--recorder`
    std::chrono::milliseconds grace = std::chrono::seconds(5); ///< between SIGHUP and SIGKILL when the server ends
    std::optional<rlimit> core_limit;                          ///< what programs get back; where it was changed
    int oom_score_raise =
        0; ///< how much sooner than the server its programs are ended when memory runs out: see proc(5)
};

/// Exit codes of `run_keeper`.
inline constexpr int EXIT_ENDED = 0;       ///< the daemon serves; or the server ended in order
inline constexpr int EXIT_FAILED = 1;      ///< it could not start; or its worker died
inline constexpr int EXIT_BAD_COMMAND = 2; ///< given by `cleatd`: the command line or the configuration makes no sense
inline constexpr int EXIT_ALREADY_RUNNING = 3; ///< another server serves in that directory: clients can connect to it

/// Starts a server and, in the foreground, runs it. Says on stderr why it could not start. Signals: SIGTERM and SIGINT
/// (in the foreground SIGHUP too) end the server: clients are told, programs get SIGHUP, and SIGKILL after the grace. A
/// second one shortens the grace. SIGUSR1 has it make again what is missing of its runtime directory, which it notices
/// by itself, too. Logging is the caller's to set up before.
int run_keeper(const KeeperOptions& options);

} // namespace cleat
