#pragma once

#include "common/base/unique_fd.h"

#include <string>
#include <string_view>

namespace cleat {

/// A file that lines are appended to, each by one write(2), so that processes which share it do not mix theirs. Kept
/// below about twice `limit` bytes: when it has grown beyond, it is renamed to `path.1` and begun anew by whichever
/// process notices first; the others follow. A symbolic link, or a file of another user's, is not written to. Failures
/// are not reported: a log must never hurt who writes it.
class LogFile {
 public:
    explicit LogFile(std::string path, off_t limit = 4 << 20);

    /// Appends `line`, which ends in a newline. Tries to open the file again when it is not open.
    void append(std::string_view line);

 private:
    void open();
    void rotate();

    std::string path_;
    off_t limit_;
    UniqueFd file_;
};

} // namespace cleat
