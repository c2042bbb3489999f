#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// Where a user's server has the socket that other users connect to, for whoever shares and whoever looks on:
/// $CLEAT_SHARED_DIR and nothing else; else `/run/cleat-shared` for root, who alone can make that, and
/// `/tmp/cleat-shared-UID` for others. Where somebody else has taken that name in /tmp there are spares: directories of
/// the user's that are called `cleat-shared-UID.` and six characters that nobody could foresee.
class SharedPlaces {
 public:
    /// As this process's environment says.
    [[nodiscard]] static SharedPlaces of(uid_t user);
    /// With spares beside `first`, or none.
    SharedPlaces(uid_t user, std::string first, bool has_spares);

    /// The first choice; absolute.
    [[nodiscard]] const std::string& first() const { return first_; }
    /// Those that are there and are the user's, the first choice before the others.
    [[nodiscard]] std::vector<std::string> found() const;
    /// The first choice, made ready by `make_shared_directory`; a new spare where that is `refused`, if there are any.
    [[nodiscard]] Result<std::string> make() const;

 private:
    [[nodiscard]] std::string spare() const { return first_ + "."; }

    uid_t user_;
    std::string first_;
    bool has_spares_;
};

/// Makes `directory` with mode 0711, so that others can reach what is in it and cannot list it. It must be a directory
/// and no symbolic link, owned by this user, and hold nothing but the socket: otherwise `refused`. One of this user's
/// with another mode gets that mode.
Result<void> make_shared_directory(const std::string& directory);

} // namespace cleat
