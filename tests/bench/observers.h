#pragma once

#include "tests/bench/offshoot.h"

#include <csignal>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// Many who watch one session in which a flood is written, in one process of their own: each with a connection, and
/// each applies and acknowledges all that it is shown. Ends with this object.
class Observers {
 public:
    /// Returns when all are attached and have been shown something. Throws where that fails.
    Observers(const std::filesystem::path& socket, const std::string& session, int count);

    /// Stops them all, as SIGSTOP does.
    void stop() const { process_.process().signal(SIGSTOP); }

    /// What they have seen.
    struct Seen {
        double age_p50 = 0; ///< milliseconds: how long ago that was written which they showed, looked at now and then
        double age_p99 = 0;
        double steps = 0; ///< that each was shown, on average
        int right = 0;    ///< how many show `screen` at last
    };
    /// Ages are counted from this call on, until `finish`.
    void count_ages() const { process_.tell("count"); }
    /// Waits, not for long, until all show that text.
    [[nodiscard]] Seen finish(const std::string& screen) const;

 private:
    Offshoot process_;
};

} // namespace cleat::bench
