#pragma once

#include "common/base/unique_fd.h"
#include "tests/support/process.h"

#include <functional>
#include <string>
#include <string_view>

namespace cleat::bench {

/// A process of the bench's own, which does not take the time of the one that measures. It is told things, each ended
/// by a byte 0, and says lines. Ends with this object.
class Offshoot {
 public:
    /// What the process has of the one that started it.
    struct Ends {
        UniqueFd orders;  ///< where it is told
        UniqueFd answers; ///< where it says lines
    };
    /// `run` is what the process does; it ends when that returns.
    explicit Offshoot(const std::function<void(Ends)>& run);

    void tell(std::string_view what) const;
    /// The next line; throws where none comes within a minute.
    [[nodiscard]] std::string hear() const;
    [[nodiscard]] const test::Child& process() const { return child_; }

 private:
    UniqueFd tell_;
    UniqueFd hear_;
    test::Child child_;
};

/// For the process: says a line.
void say_line(const UniqueFd& answers, const std::string& line);

} // namespace cleat::bench
