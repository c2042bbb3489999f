#pragma once

#include "common/base/unique_fd.h"

#include <cstddef>
#include <string_view>

namespace cleat {

/// Opens /dev/null in place of those of descriptors 0, 1 and 2 that are closed, so that nothing else becomes one of
/// them.
void fill_standard_descriptors();

/// A descriptor of this process that others may share, a shell above all, and so is never made non-blocking: what is
/// written to it nevertheless waits here and not in the kernel. A pipe is opened once more, a socket is asked not to
/// wait, and a terminal is given little at a time.
class LocalOutput {
 public:
    /// `fd` is borrowed for this object's life.
    explicit LocalOutput(int fd);

    /// What came of one attempt.
    enum class Outcome { written, full, gone, failed };
    /// Takes what it can from the front of `bytes`. `gone` where nobody will ever read them; `failed`, with errno,
    /// where they cannot be written for another reason.
    Outcome write(std::string_view& bytes);
    /// The descriptor to be watched until it can be written to.
    [[nodiscard]] int descriptor() const { return own_ ? own_.get() : fd_; }

 private:
    enum class Kind { other, pipe, socket, terminal };
    static Kind kind_of(int fd);

    int fd_;
    Kind kind_;
    UniqueFd own_; ///< the same pipe, non-blocking
};

} // namespace cleat
