#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <string>
#include <utility>

namespace cleat {

/// A directory that belongs to this user and that nobody else can enter, held open. Its descriptor leads to it whatever
/// becomes of its path.
class PrivateDirectory {
 public:
    /// Opens `path`, whose last part must not be a symbolic link. `not_found` if there is nothing; `refused` if it is
    /// no directory, belongs to another user, or gives group or others any right: the message names it and its owner.
    static Result<PrivateDirectory> open(const std::string& path);
    /// The same. First makes it, with mode 0700, if there is nothing, but not the directories above it.
    static Result<PrivateDirectory> make(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Opened O_PATH: for the *at() calls.
    [[nodiscard]] int descriptor() const { return directory_.get(); }

 private:
    PrivateDirectory(UniqueFd directory, std::string path) : directory_(std::move(directory)), path_(std::move(path)) {}

    UniqueFd directory_;
    std::string path_;
};

} // namespace cleat
