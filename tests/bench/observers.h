#pragma once

#include "common/base/unique_fd.h"
#include "tests/support/process.h"

#include <csignal>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// Text by which a line of a program says when it was written: nanoseconds of CLOCK_MONOTONIC between two marks.
inline constexpr char TIME_BEGIN = '<';
inline constexpr char TIME_END = '>';

/// Many who watch one session, in one process of their own: each with a connection, and each applies and acknowledges
/// all that it is shown. Ends with this object.
class Observers {
 public:
    /// Returns when all are attached and have been shown something. Throws where that fails.
    Observers(const std::filesystem::path& socket, const std::string& session, int count);

    /// Stops them all, as SIGSTOP does.
    void stop() const { child_.signal(SIGSTOP); }
    [[nodiscard]] pid_t pid() const { return child_.pid(); }

    /// What they have seen.
    struct Seen {
        double age_p50 = 0; ///< milliseconds: how long ago that was written which they showed, looked at now and then
        double age_p99 = 0;
        double steps = 0; ///< that each was shown, on average
        int right = 0;    ///< how many show `screen` at last
    };
    /// Ages are counted from the first call of `count_ages`.
    void count_ages() const;
    /// Waits, not for long, until all show that text.
    [[nodiscard]] Seen finish(const std::string& screen) const;

 private:
    UniqueFd tell_;
    UniqueFd hear_;
    test::Child child_;
};

/// Writes lines that say when they were written, as fast as they are taken, for so many seconds; then `mark`, and into
/// `report` how many bytes it wrote in a second. What a session's program does; never returns.
[[noreturn]] void write_times(double seconds, const std::string& mark, const std::filesystem::path& report);

} // namespace cleat::bench
