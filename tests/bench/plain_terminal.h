#pragma once

#include "common/base/unique_fd.h"
#include "common/model/size.h"
#include "tests/support/process.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::bench {

using Clock = std::chrono::steady_clock;

/// The size of all terminals in the benchmark.
inline constexpr Size SIZE{.rows = 24, .columns = 80};

/// A user's terminal that reads as fast as it can and draws nothing, so that only the program on it is measured. Throws
/// if it cannot be created.
class PlainTerminal {
 public:
    /// Starts the program on a pty of `SIZE`, with the pty's usual settings.
    PlainTerminal(const std::vector<std::string>& command, const test::Variables& variables);

    void type(std::string_view bytes) const;
    /// Reads until `text` comes, not counting earlier reads; throws at the deadline, or when the program has ended.
    void until(std::string_view text);
    /// Reads until nothing has come for that time. Answers a client's queries meanwhile, each once.
    void settle(std::chrono::milliseconds quiet);

    /// Bytes of output read so far.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] pid_t pid() const { return program_.pid(); }

 private:
    PlainTerminal(UniqueFd master, pid_t pid) : master_(std::move(master)), program_(pid) {}
    static PlainTerminal start(const std::vector<std::string>& command, const test::Variables& variables);
    bool wait(std::chrono::milliseconds at_most) const;
    std::string_view read();
    void answer(std::string_view asked);

    UniqueFd master_;
    test::Child program_;
    std::uint64_t bytes_ = 0;
    std::string buffer_ = std::string(1U << 16, '\0');
    std::size_t answered_ = 0; ///< bit i: query number i was answered
};

} // namespace cleat::bench
