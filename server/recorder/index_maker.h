#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace cleat {

/// Makes the index of a recording's file as far as it is written, in this process and with what nobody else wants of
/// the processor, now and later. An index is never needed: where none can be made, there is none.
void make_index(const std::string& recording);

/// Makes indexes of a file that is being written, each in a process of its own, so that whoever looks at it need not
/// make most of one first. Each goes on where the one before ended, but reads all of the file again to see whether it
/// is the same: so there is a new one only when there is an eighth more in it, and 1 MiB.
class IndexMaker {
 public:
    static constexpr std::uint64_t LEAST_GROWTH = 1U << 20;
    static constexpr std::uint64_t PART = 8;

    IndexMaker() = default;
    /// Ends the process, and the index that it was making.
    ~IndexMaker() { end(); }
    IndexMaker(const IndexMaker&) = delete;
    IndexMaker& operator=(const IndexMaker&) = delete;

    /// Begins to make one, if it is time to: so many bytes of output are in the file.
    void run(const std::string& recording, std::uint64_t output);
    /// What is next is another file.
    void end();
    /// Whether one is being made. To be asked after SIGCHLD, so that the process that made it is not left.
    [[nodiscard]] bool is_running();

 private:
    pid_t child_ = 0;
    std::uint64_t indexed_ = 0; ///< bytes of output, when the last one was begun
};

} // namespace cleat
