#pragma once

#include "common/base/directory.h"
#include "common/base/result.h"
#include "common/base/target_file.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace cleat {

/// A file that is open for writing at a path that somebody named. What was there before stays as it was until the new
/// file is put in its place, and a file that was made and is not put in place is removed again. Pipes and devices are
/// written to as they are.
class WriteTarget {
 public:
    /// What a file is like that has to be made.
    struct NewFile {
        mode_t mode = 0600;         ///< less the umask
        bool like_replaced = false; ///< one that replaces another one gets its group and mode
    };

    /// Opens it, without blocking; `rule.directory_closed` is found out. A pipe that nobody reads is `refused`, and so
    /// is what `choose_target` refuses; a file that is there and is not to be replaced is `exists`.
    static Result<WriteTarget> open(const std::string& path, const TargetRule& rule, const NewFile& made);
    WriteTarget(WriteTarget&& other) noexcept;
    WriteTarget& operator=(WriteTarget&&) = delete;
    ~WriteTarget();

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// Whether a file was made, which has to be removed if it is not put in place.
    [[nodiscard]] bool is_made() const { return !made_.empty(); }
    /// Makes it the one that is at the path. Gives its descriptor away.
    Result<UniqueFd> put_in_place();

 private:
    struct Opener;

    WriteTarget(UniqueFd fd, UniqueFd directory, std::string name, std::string made);

    UniqueFd fd_;
    UniqueFd directory_;
    std::string name_; ///< in the directory
    std::string made_; ///< the name that it has for now; empty for what was there
};

/// Whether nobody but this user and root can make names where `path` is. Makes that directory if it is asked to.
Result<bool> is_in_closed_directory(const std::string& path, Missing missing);

/// 60 bits that nobody can guess, as 12 letters and digits; empty where the system gives none.
[[nodiscard]] std::string unguessable_text();

} // namespace cleat
