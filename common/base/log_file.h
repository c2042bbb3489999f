#pragma once

#include "common/base/unique_fd.h"

#include <string>
#include <string_view>

namespace cleat {

/// A log file. Each line is appended by one write(2), so that lines of processes sharing the file do not mix. The
/// file stays below about twice `limit` bytes: when it reaches `limit`, the first process to notice renames it to
/// `path.1` and creates a new one, which the others then open. A symbolic link or another user's file is never written
/// to. Failures are not reported: logging must never harm its caller.
class LogFile {
 public:
    explicit LogFile(std::string path, off_t limit = 4 << 20);

    /// Appends `line`, which must end in a newline. Tries to reopen the file if it is not open.
    void append(std::string_view line);

 private:
    void open();
    void rotate();

    std::string path_;
    off_t limit_;
    UniqueFd file_;
};

} // namespace cleat
