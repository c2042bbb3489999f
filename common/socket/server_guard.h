#pragma once

#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// What a server has beside the files of its runtime directory, and what nobody can take from it as those: a name in
/// the abstract namespace of Unix sockets (unix(7)), made of the directory's path, the mount namespace and the user.
/// No second server begins there while there is this one, though lock and socket are gone; and whoever finds no
/// socket can knock, so that the server looks after its directory. It goes with the process.
///
/// Any user can take such a name. One that another user has is as good as none: the lock still holds.
class ServerGuard {
 public:
    enum class Found {
        nobody,      ///< it was taken
        own_server,  ///< of this user
        somebody,    ///< not known who: a server of this user's that starts, perhaps
        another_user ///< who is of no concern
    };

    /// Tries to take the name. `found` says who has it already; there is an object without a socket then.
    static std::pair<ServerGuard, Found> take(const std::string& runtime_directory);

    /// From now on others learn by `knock` that the server is there.
    void announce() const;
    /// Listening and non-blocking: whoever knocks connects. -1 where there is none.
    [[nodiscard]] int get() const { return socket_.get(); }
    /// Takes everybody who has knocked; false where nobody has.
    [[nodiscard]] bool take_knocks() const;
    /// Gives the name up.
    void release() { socket_.reset(); }

 private:
    UniqueFd socket_;
};

/// The process of this user's server that serves in that directory, whatever has become of the directory; 0 for one
/// that cannot be seen from here. The server looks after its directory then. Nothing where there is none.
std::optional<pid_t> knock(const std::string& runtime_directory);

} // namespace cleat
