#pragma once

#include "common/base/unique_fd.h"
#include "server/pty/program_ends.h"
#include "server/pty/restrictions.h"

#include <tl/expected.hpp>

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cleat {

/// A program to start in a new session, on a new pseudo-terminal or on pipes.
struct SpawnRequest {
    std::vector<std::string> argv;        ///< `argv[0]` is looked up in PATH of `environment`; never empty
    std::vector<std::string> fallbacks;   ///< programs tried in order, without arguments, if `argv[0]` is not found;
                                          ///< without a command: /bin/bash, /bin/sh
    std::vector<std::string> environment; ///< K=V, complete
    std::string directory;                ///< absolute
    std::uint16_t rows = 24;
    std::uint16_t columns = 80;
    bool login_name = false; ///< give the program an argv[0] that starts with "-", as for login shells
    Restrictions restrictions;
    Streams streams = Streams::terminal;
    bool input = true; ///< on pipes: a pipe for standard input, too, which otherwise is /dev/null
    /// After every step before exec that can fail, the process waits for `release`; only then is the program executed.
    bool is_gated = false;

    bool operator==(const SpawnRequest&) const = default;
};

/// Why a program could not be started: an errno, and the failed step.
struct SpawnError {
    enum class Stage : std::uint8_t { pty, fork, directory, exec, limits, user };
    Stage stage = Stage::exec;
    int error = 0;

    bool operator==(const SpawnError&) const = default;
};

/// Settings for all programs of a server.
struct ProgramDefaults {
    std::optional<rlimit> open_files;
    std::optional<int> oom_score_adj; ///< see `set_oom_score_adj`
    std::optional<rlimit> core{};     ///< set if this process's memory is kept private: see `allow_core_dumps`
};

/// A program between fork and exec.
struct StartingProgram {
    pid_t pid = 0; ///< leader of its session and process group; must be reaped in any case
    ProgramEnds ends;
    UniqueFd verdict; ///< readable when there is a verdict: see `read_verdict`
    UniqueFd gate;    ///< of a gated program: `release` lets it run; closing the gate ends it
};

/// Starts a program on a new pseudo-terminal that has its size, cooked modes and IUTF8 before the program runs, or on
/// pipes. The program gets these as descriptors 0, 1 and 2 and no others, default signal actions, an empty signal mask,
/// and `defaults`, which the request's limits override. Does not wait for exec.
tl::expected<StartingProgram, SpawnError> start_program(const SpawnRequest& request, const ProgramDefaults& defaults);

struct ProgramRuns {};
/// A gated program waits. It can probably be run: an executable file of its name exists.
struct ProgramWaits {};
using ExecVerdict = std::variant<ProgramRuns, ProgramWaits, SpawnError>;

/// Returns whether the program runs, waits, or could not be started (then the process exits by itself, and must be
/// reaped). A program that waits has another verdict after its release. Blocks until there is a verdict.
[[nodiscard]] ExecVerdict read_verdict(int verdict);

/// Lets a gated program run.
void release(const UniqueFd& gate);

} // namespace cleat
