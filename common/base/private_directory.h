#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <string>
#include <utility>

namespace cleat {

/// An open directory that belongs to this user and that no other user can enter. The descriptor keeps referring to it
/// even if its path changes.
class PrivateDirectory {
 public:
    /// Opens `path`, whose last component must not be a symbolic link. `not_found` if nothing is there; `refused` if it
    /// is not a directory, belongs to another user, or grants group or others any permission. The message names
    /// the directory, and the owner if that is another user.
    static Result<PrivateDirectory> open(const std::string& path);
    /// Like `open`, but first creates the directory with mode 0700 if nothing is there. Parent directories must exist.
    static Result<PrivateDirectory> make(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Opened with O_PATH, for the *at() calls.
    [[nodiscard]] int descriptor() const { return directory_.get(); }

 private:
    PrivateDirectory(UniqueFd directory, std::string path) : directory_(std::move(directory)), path_(std::move(path)) {}

    UniqueFd directory_;
    std::string path_;
};

} // namespace cleat
