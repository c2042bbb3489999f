#pragma once

#include "tests/bench/offshoot.h"

#include <csignal>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// Many observers of a session that a flood runs in, in one separate process that ends with this object. Each has a
/// connection, and applies and acknowledges all steps.
class Observers {
 public:
    /// Returns when all are attached and have received a step. Throws if that fails.
    Observers(const std::filesystem::path& socket, const std::string& session, int count);

    /// Stops all of them with SIGSTOP.
    void stop() const { process_.process().signal(SIGSTOP); }

    /// What they saw.
    struct Seen {
        double age_p50 = 0; ///< age in milliseconds of the newest time on a screen, sampled periodically
        double age_p99 = 0;
        double steps = 0; ///< average number of steps per observer
        int right = 0;    ///< how many show `screen` at the end
    };
    /// Starts sampling ages, until `finish`.
    void count_ages() const { process_.write_line("count"); }
    /// Waits a limited time until all show that text.
    [[nodiscard]] Seen finish(const std::string& screen) const;

 private:
    Offshoot process_;
};

} // namespace cleat::bench
