#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// A program to be started in a session of its own on a new pseudo-terminal.
struct SpawnRequest {
    std::vector<std::string> argv;        ///< `argv[0]` is looked up in PATH of `environment`; never empty
    std::vector<std::string> fallbacks;   ///< programs tried in order, without arguments, when exec says ENOENT; for "no command": /bin/bash, /bin/sh
    std::vector<std::string> environment; ///< K=V, complete
    std::string directory;                ///< absolute
    std::uint16_t rows = 24;
    std::uint16_t columns = 80;
    bool login_name = false;              ///< give the program an argv[0] that begins with "-", as login shells have

    bool operator==(const SpawnRequest&) const = default;
};

/// Why a program could not be started: an errno, and what was being done.
struct SpawnError {
    enum class Stage : std::uint8_t { pty, fork, directory, exec };
    Stage stage = Stage::exec;
    int error = 0;

    bool operator==(const SpawnError&) const = default;
};

} // namespace cleat
