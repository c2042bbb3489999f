#pragma once

#include "common/base/unique_fd.h"
#include "tests/support/process.h"

#include <functional>
#include <string>
#include <string_view>

namespace cleat::bench {

/// A separate process of the benchmark, which does not use the time of the measuring process. It receives orders, each
/// ended by a zero byte, and answers with lines. Killed when this object is destroyed.
class Offshoot {
 public:
    /// The process's ends of the pipes.
    struct Ends {
        UniqueFd orders;  ///< read end, for orders
        UniqueFd answers; ///< write end, for lines
    };
    /// The process runs `run` and ends when that returns.
    explicit Offshoot(const std::function<void(Ends)>& run);

    void write_line(std::string_view what) const;
    /// The next line; throws if none comes within a minute.
    [[nodiscard]] std::string hear() const;
    [[nodiscard]] const test::Child& process() const { return child_; }

 private:
    UniqueFd tell_;
    UniqueFd hear_;
    test::Child child_;
};

/// Called in the process: sends a line.
void say_line(const UniqueFd& answers, const std::string& line);

} // namespace cleat::bench
