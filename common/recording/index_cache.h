#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <cstdint>
#include <string>

namespace cleat {

/// The directory of this user's own that indexes of recordings are kept in: `cleat/index` in $XDG_CACHE_HOME, else in
/// `~/.cache` (XDG Base Directory Specification 0.8). Nobody else has a right to it, and all in it is reached through
/// its descriptor, so that what is there is what this user's programs made. Several processes may use it at once: a
/// file gets its name when it is whole, is locked (flock(2)) until then, and may be removed while others read it.
class IndexCache {
 public:
    /// All files together; beyond, those that were not used for the longest time are removed.
    static constexpr std::uint64_t MOST_BYTES = 256U << 20;

    /// Makes it where it is not there. `refused` where it is another user's or open to others; an error where there is
    /// no home.
    static Result<IndexCache> open();

    [[nodiscard]] const std::string& path() const { return path_; }
    /// A file of that name, open to be read: a regular one of this user's, with no right for others. It counts as used.
    [[nodiscard]] Result<UniqueFd> find(const std::string& name) const;
    /// A new, empty file that is locked, whose name is then in `name`.
    [[nodiscard]] Result<UniqueFd> make(std::string& name) const;
    /// Gives a file that was made its final name, in place of what has that, and keeps the bound. False where the file
    /// cannot be named so; then it is gone.
    bool keep(const std::string& made, const std::string& name) const;
    void remove(const std::string& name) const;
    /// Removes the files that were used longest ago, until all have at most `most` bytes, and what processes that were
    /// killed have left. Those that are being made are left alone.
    void trim(std::uint64_t most) const;

 private:
    IndexCache(UniqueFd directory, std::string path) : directory_(std::move(directory)), path_(std::move(path)) {}

    UniqueFd directory_;
    std::string path_;
};

} // namespace cleat
