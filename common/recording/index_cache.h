#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <cstdint>
#include <string>

namespace cleat {

/// The user's private directory for indexes of recordings: `cleat/index` in $XDG_CACHE_HOME, otherwise in `~/.cache`
/// (XDG Base Directory Specification 0.8). No other user has access, and everything in it is opened through the
/// directory's descriptor, so its contents can only come from this user's programs. Several processes can use it at
/// once: a file gets its final name when it is complete, is locked (flock(2)) until then, and may be removed while
/// others read it.
class IndexCache {
 public:
    /// Limit on all files together; beyond it the least recently used are removed.
    static constexpr std::uint64_t MAX_BYTES = 256U << 20;

    /// Creates the directory if it is missing. `refused` if it belongs to another user or is accessible to others; an
    /// error if there is no home directory.
    static Result<IndexCache> open();

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Opens the file of that name: a regular file of this user without access for others. Marks it as used.
    [[nodiscard]] Result<UniqueFd> find(const std::string& name) const;
    /// Creates an empty, locked file and stores its name in `name`.
    [[nodiscard]] Result<UniqueFd> make(std::string& name) const;
    /// Renames a file that `make` created to its final name, replacing an existing file, and enforces the size limit.
    /// False if the rename fails; then the file is removed.
    bool keep(const std::string& made, const std::string& name) const;
    void remove(const std::string& name) const;
    /// Removes unfinished files whose processes have ended, then the least recently used files until all files
    /// together have at most `most` bytes. Does not touch files that are being written.
    void trim(std::uint64_t most) const;

 private:
    IndexCache(UniqueFd directory, std::string path) : directory_(std::move(directory)), path_(std::move(path)) {}

    UniqueFd directory_;
    std::string path_;
};

} // namespace cleat
