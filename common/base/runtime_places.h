#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace cleat {

/// A directory that a server may have its socket and lock in.
struct RuntimePlace {
    static constexpr const char* CHOSEN = "CLEAT_RUNTIME_DIR";

    std::string directory; ///< absolute; it need not exist
    std::string reason;    ///< what it comes from, as `XDG_RUNTIME_DIR`
    /// The directories above it are made too. Of the others they exist or they are not to be.
    bool makes_parents = false;

    bool operator==(const RuntimePlace&) const = default;
};

/// What the places depend on. Empty is what there is not.
struct RuntimeFacts {
    uid_t user = 0;
    std::string chosen;        ///< $CLEAT_RUNTIME_DIR, absolute
    std::string xdg;           ///< $XDG_RUNTIME_DIR, if it is an absolute path of a directory of this user's
    bool has_run_user = false; ///< whether `/run/user/UID` is a directory of this user's
    std::string home;          ///< $HOME if that is a directory of this user's, else what passwd(5) says
    std::string noted;         ///< what `PlaceNote` says in that home
    std::string instance; ///< what tells apart the machines and containers that share a home: boot id and pid namespace
};

[[nodiscard]] RuntimeFacts runtime_facts();

/// Whether that place is found by the variable alone that it comes from, and not the same for every way in.
[[nodiscard]] bool wants_note(const RuntimePlace& place, uid_t user);

/// Where this user's server is looked for, and made, in this order: a client takes the first place where one answers, a
/// server the first that it can have. $CLEAT_RUNTIME_DIR alone if it is set; else `cleat` in $XDG_RUNTIME_DIR; in
/// `/run/user/UID`; `/run/cleat` for root; `.local/state/cleat/run/HASH` in the home directory; `/tmp/cleat-UID`; what
/// a server has noted in the home. Those whose socket's path would be longer than an address can hold are left out, but
/// for a chosen one. Never empty.
[[nodiscard]] std::vector<RuntimePlace> runtime_places(const RuntimeFacts& facts);

/// Where a server of that user may serve that was started with such places or with a login's: these, and `cleat` in
/// `xdg`, which is $XDG_RUNTIME_DIR or empty, and in `/run/user/UID` also where those are gone; but a chosen one alone.
[[nodiscard]] std::vector<std::string> directories_of_servers(const std::vector<RuntimePlace>& places, uid_t user,
                                                              const std::string& xdg);

} // namespace cleat
