#pragma once

#include "common/base/unique_fd.h"
#include "tests/support/process.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A program whose three standard streams are pipes to the test, which can use them while it runs.
class Piped {
 public:
    Piped(const std::vector<std::string>& command, const Variables& variables);

    /// Writes all bytes; false if the program does not take them by the deadline, or has closed its input.
    bool write(std::string_view bytes);
    /// The next line of its standard output, without the newline; empty at the end or at the deadline.
    std::string line();
    /// Its output up to `most` bytes, until it closes its output, or until the deadline.
    std::string read(std::size_t most);
    /// Its output until it closes both streams. Standard error is available from `errors`.
    std::string rest();
    [[nodiscard]] const std::string& errors() const { return errors_; }
    void close_input() { input_.reset(); }
    [[nodiscard]] Child& program() { return program_; }
    [[nodiscard]] int input() const { return input_.get(); }
    /// Bytes of both streams that the test has read so far.
    [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
    pid_t start(const std::vector<std::string>& command, const Variables& variables);
    bool fill();

    UniqueFd input_;
    UniqueFd output_;
    UniqueFd error_output_;
    Child program_;
    std::string buffer_; ///< standard output that was read and not returned yet
    std::string errors_;
    std::size_t taken_ = 0;
};

} // namespace cleat::test
