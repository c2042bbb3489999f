#pragma once

#include "common/base/unique_fd.h"
#include "tests/support/process.h"

#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A program whose three streams are pipes of the test's, to be talked to while it runs.
class Piped {
 public:
    Piped(const std::vector<std::string>& command, const Variables& variables);

    /// Writes all of that; false where the program does not take it by the deadline, or reads no more.
    bool write(std::string_view bytes);
    /// The next line of its standard output, without its end; empty at the end, or the deadline.
    std::string line();
    /// What it writes until it has written so much, it closes its output, or the deadline.
    std::string read(std::size_t most);
    /// All it writes until it closes both streams; of its standard error what `errors` gives.
    std::string rest();
    [[nodiscard]] const std::string& errors() const { return errors_; }
    void close_input() { input_.reset(); }
    [[nodiscard]] Child& program() { return program_; }
    [[nodiscard]] int input() const { return input_.get(); }
    /// Bytes of both streams that were read by the test so far.
    [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
    pid_t start(const std::vector<std::string>& command, const Variables& variables);
    bool fill();

    UniqueFd input_;
    UniqueFd output_;
    UniqueFd error_output_;
    Child program_;
    std::string buffer_; ///< of its standard output, not asked for yet
    std::string errors_;
    std::size_t taken_ = 0;
};

} // namespace cleat::test
