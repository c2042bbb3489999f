#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace cleat {

/// Builds the index of a recording's file, as far as the file is written, and lowers this process's priority to the
/// minimum. Indexes are optional: errors are ignored.
void make_index(const std::string& recording);

/// Builds indexes of a file that is being written, each in a separate process, so that readers need not build them.
/// Each process continues the previous index, but reads the whole file again to check that it is unchanged; so a new
/// one is built only when the output has grown by an eighth, and by at least 1 MiB.
class IndexMaker {
 public:
    static constexpr std::uint64_t MIN_GROWTH = 1U << 20;
    static constexpr std::uint64_t PART = 8;

    IndexMaker() = default;
    /// Kills the process that is building an index.
    ~IndexMaker() { end(); }
    IndexMaker(const IndexMaker&) = delete;
    IndexMaker& operator=(const IndexMaker&) = delete;

    /// Starts building an index if one is due; `output` is the number of bytes of output in the file.
    void run(const std::string& recording, std::uint64_t output);
    /// Kills the process. The next index can be for another file.
    void end();
    /// Whether an index is being built. Call it after SIGCHLD, so that the process is reaped.
    [[nodiscard]] bool is_running();

 private:
    pid_t child_ = 0;
    std::uint64_t indexed_ = 0; ///< bytes of output when the last one was started
};

} // namespace cleat
