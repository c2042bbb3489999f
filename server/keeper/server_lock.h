#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// The name of the lock's file.
inline constexpr const char* SERVER_LOCK = "cleatd.lock";

/// The lock that makes a server the only one of its runtime directory: an open file description lock (fcntl(2)) on
/// `cleatd.lock`. It is released when the last process that has the descriptor ends, in whatever way; the file stays.
/// While it is held, the directory has a flock(2), so that systemd-tmpfiles(8) leaves it alone however old it gets.
class ServerLock {
 public:
    /// Tries to take the lock. Nothing if another process has it; an error if that cannot be determined.
    static Result<std::optional<ServerLock>> take(const std::string& runtime_directory);

    /// Whether `runtime_directory` and the lock file in it are still the ones that this lock was taken on.
    [[nodiscard]] bool is_of(const std::string& runtime_directory) const;

 private:
    ServerLock(UniqueFd file, UniqueFd directory) : file_(std::move(file)), directory_(std::move(directory)) {}

    UniqueFd file_;
    UniqueFd directory_;
};

} // namespace cleat
