#pragma once

#include "server/pty/spawn.h"

#include <string>
#include <vector>

namespace cleat {

/// One program to try: the paths to try, in order, and its arguments with argv[0].
struct Candidate {
    std::vector<std::string> paths;
    std::vector<std::string> arguments;

    bool operator==(const Candidate&) const = default;
};

/// The paths to try for a name (execvp(3)): the name itself if it has a slash, otherwise the name in each directory of
/// PATH in `environment`, where an empty one is the current directory. Without PATH: /usr/local/bin, /usr/bin and /bin.
[[nodiscard]] std::vector<std::string> paths_for(const std::string& name, const std::vector<std::string>& environment);

/// The programs to try for a request, in order: its command, then its fallbacks.
[[nodiscard]] std::vector<Candidate> candidates_for(const SpawnRequest& request);

} // namespace cleat
