#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// A directory where a server may have its socket and lock.
struct RuntimeDirectory {
    static constexpr const char* CHOSEN = "CLEAT_RUNTIME_DIR";

    std::string directory; ///< absolute; it need not exist
    std::string reason;    ///< where it comes from, such as `XDG_RUNTIME_DIR`
    /// Whether missing parent directories are created, too. If false, the parents must already exist.
    bool creates_parents = false;

    bool operator==(const RuntimeDirectory&) const = default;
};

/// The inputs of `runtime_directories`. An empty value means unset.
struct RuntimeInputs {
    uid_t user = 0;
    std::string chosen;        ///< $CLEAT_RUNTIME_DIR, absolute
    std::string xdg;           ///< $XDG_RUNTIME_DIR, if it is an absolute path to a directory owned by this user
    bool has_run_user = false; ///< whether `/run/user/UID` is a directory owned by this user
    std::string home;          ///< $HOME if it is a directory owned by this user, otherwise the one in passwd(5)
    std::string noted;         ///< the target of the `RuntimeLink` in that home directory
    std::string instance;      ///< boot id and pid namespace: distinguishes machines and containers that share a home
};

[[nodiscard]] RuntimeInputs runtime_inputs();

/// Whether `place` can be found only through $XDG_RUNTIME_DIR, so a login without that variable would not find it.
[[nodiscard]] bool needs_link(const RuntimeDirectory& place, uid_t user);

/// The directories in which this user's server is looked for and started, in order: a client uses the first one where a
/// server answers; a server uses the first usable one. If $CLEAT_RUNTIME_DIR is set, that directory alone. Otherwise
/// `cleat` in $XDG_RUNTIME_DIR; `cleat` in `/run/user/UID`; `/run/cleat` for root; `.local/state/cleat/run/HASH` in the
/// home directory; `/tmp/cleat-UID`; and the directory to which the `RuntimeLink` in the home directory points.
/// Directories whose socket path would be too long for an address are left out, except $CLEAT_RUNTIME_DIR. Never empty.
[[nodiscard]] std::vector<RuntimeDirectory> runtime_directories(const RuntimeInputs& facts);

/// The directories where the server of `user` may be running, whether it was started in this environment or from a
/// login: `places`, plus `cleat` in `xdg` ($XDG_RUNTIME_DIR or empty) and in `/run/user/UID`, even if those no longer
/// exist. If the directory was chosen with $CLEAT_RUNTIME_DIR, that one alone.
[[nodiscard]] std::vector<std::string> directories_of_servers(const std::vector<RuntimeDirectory>& places, uid_t user,
                                                              const std::string& xdg);

} // namespace cleat
