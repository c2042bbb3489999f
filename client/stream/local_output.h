#pragma once

#include "common/base/unique_fd.h"

#include <cstddef>
#include <string_view>

namespace cleat {

/// Opens /dev/null on each of descriptors 0, 1 and 2 that is closed, so that no other file gets its number.
void fill_standard_descriptors();

/// Writes to a descriptor without blocking for long. Other processes, such as the shell, may share the descriptor, so
/// it is never made non-blocking: a pipe is reopened, a socket is written to with MSG_DONTWAIT, and a terminal gets at
/// most 1 KiB at a time.
class LocalOutput {
 public:
    /// `fd` is borrowed for this object's life.
    explicit LocalOutput(int fd);

    /// The result of one write.
    enum class Outcome { written, full, gone, failed };
    /// Writes what it can and removes it from the front of `bytes`. `gone` if no reader is left; `failed`, with errno,
    /// on any other error.
    Outcome write(std::string_view& bytes);
    /// The descriptor to watch until it is writable.
    [[nodiscard]] int descriptor() const { return own_ ? own_.get() : fd_; }

 private:
    enum class Kind { other, pipe, socket, terminal };
    static Kind kind_of(int fd);

    int fd_;
    Kind kind_;
    UniqueFd own_; ///< the pipe of `fd_`, reopened and non-blocking
};

} // namespace cleat
