#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Who is at the other end of a Unix socket, as the kernel says (SO_PEERCRED).
struct PeerCredentials {
    pid_t pid = 0;
    uid_t user = 0;
    gid_t group = 0;

    bool operator==(const PeerCredentials&) const = default;
};

/// A non-blocking connection to the Unix socket at `path`. `not_found` where nobody listens there (also a stale
/// socket).
Result<UniqueFd> connect_to(const std::string& path);

/// The same to the socket `name` in the directory that the descriptor `directory` leads to, whatever its path; errors
/// speak of `path`. `refused` where it was not `owner` that called listen(2) (SO_PEERCRED); nothing was sent then.
Result<UniqueFd> connect_to_user(int directory, const std::string& name, const std::string& path, uid_t owner);

/// The next waiting connection, non-blocking, or nothing.
std::optional<UniqueFd> accept_from(int listener);

Result<PeerCredentials> credentials_of(int socket);

/// The supplementary groups of who is at the other end, as they were when it connected (SO_PEERGROUPS). The primary one
/// need not be among them.
Result<std::vector<gid_t>> groups_of(int socket);

} // namespace cleat
