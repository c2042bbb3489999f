#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The credentials of the peer of a Unix socket, from the kernel (SO_PEERCRED).
struct PeerCredentials {
    pid_t pid = 0;
    uid_t user = 0;
    gid_t group = 0;

    bool operator==(const PeerCredentials&) const = default;
};

/// Connects to the Unix socket at `path`; the connection is non-blocking. `not_found` if no process listens there (also
/// for a stale socket).
Result<UniqueFd> connect_to(const std::string& path);

/// Like `connect_to`, for the socket `name` in the open directory `directory`, whatever its path is now; errors mention
/// `path`. `refused`, with nothing sent, if it was not `owner` who called listen(2) (SO_PEERCRED).
Result<UniqueFd> connect_to_user(int directory, const std::string& name, const std::string& path, uid_t owner);

/// Accepts the next pending connection, non-blocking; nothing if there is none.
std::optional<UniqueFd> accept_from(int listener);

Result<PeerCredentials> credentials_of(int socket);

/// The peer's supplementary groups at the time it connected (SO_PEERGROUPS). The primary group need not be among them.
Result<std::vector<gid_t>> groups_of(int socket);

} // namespace cleat
