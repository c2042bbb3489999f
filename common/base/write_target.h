#pragma once

#include "common/base/directory.h"
#include "common/base/result.h"
#include "common/base/target_file.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace cleat {

/// An output file open for writing at a path given by the user. An existing file that is not empty stays unchanged
/// until `put_in_place` replaces it, and a new file that is not put in place is removed again. Empty files, pipes and
/// devices are written to directly.
class WriteTarget {
 public:
    /// Attributes of a newly created file.
    struct NewFile {
        mode_t mode = 0600;         ///< before the umask is applied
        bool like_replaced = false; ///< a replacement gets the group and mode of the old file
    };

    /// Opens the file without blocking; determines `rule.directory_closed` itself. `refused` for a pipe without a
    /// reader and for everything that `choose_target` refuses; `exists` for an existing file that must not be replaced.
    static Result<WriteTarget> open(const std::string& path, const TargetRule& rule, const NewFile& made);
    WriteTarget(WriteTarget&& other) noexcept;
    WriteTarget& operator=(WriteTarget&&) = delete;
    ~WriteTarget();

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// Whether a file was created that will be removed unless it is put in place.
    [[nodiscard]] bool is_made() const { return !made_.empty(); }
    /// Moves the new file to its path. Returns the descriptor to the caller.
    Result<UniqueFd> put_in_place();

 private:
    struct Opener;

    WriteTarget(UniqueFd fd, UniqueFd directory, std::string name, std::string made);

    UniqueFd fd_;
    UniqueFd directory_;
    std::string name_; ///< in the directory
    std::string made_; ///< the created file's current name; empty if none was created
};

/// Whether only this user and root can create names in the directory of `path`. Creates that directory if `missing`
/// says so.
Result<bool> is_in_closed_directory(const std::string& path, Missing missing);

/// 60 random bits as 12 letters and digits; empty if the system provides none.
[[nodiscard]] std::string random_name();

} // namespace cleat
