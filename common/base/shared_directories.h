#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// The directories where a user's server has its socket for other users, and where the clients of those users look
/// for it: $CLEAT_SHARED_DIR if set; otherwise `/run/cleat-shared` for root, who alone can create it, and
/// `/tmp/cleat-shared-UID` for any other user. If someone else has taken that name in /tmp, the server uses a spare
/// directory instead, named `cleat-shared-UID.` plus six unpredictable characters.
class SharedDirectories {
 public:
    /// Reads $CLEAT_SHARED_DIR from this process's environment.
    [[nodiscard]] static SharedDirectories of(uid_t user);
    /// `has_spares`: whether spare directories next to `first` can be used.
    SharedDirectories(uid_t user, std::string first, bool has_spares);

    /// The preferred directory; absolute.
    [[nodiscard]] const std::string& first() const { return first_; }
    /// The directories that exist and belong to the user, the preferred one first.
    [[nodiscard]] std::vector<std::string> found() const;
    /// The preferred directory, prepared by `make_shared_directory`; a new spare if that is `refused` and spares are
    /// allowed.
    [[nodiscard]] Result<std::string> make() const;

 private:
    [[nodiscard]] std::string spare() const { return first_ + "."; }

    uid_t user_;
    std::string first_;
    bool has_spares_;
};

/// Creates `directory` with mode 0711, so that other users can access its files but not list them. It must be a
/// directory owned by this user, not a symbolic link, and contain nothing but the socket; otherwise `refused`. If it
/// already exists, its mode is set to 0711.
Result<void> make_shared_directory(const std::string& directory);

} // namespace cleat
