#pragma once

#include "common/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

namespace cleat {

/// The list of sessions, and its changes for watchers. A watcher is sent changes whenever it can take more. Unsent
/// changes are not queued: the watcher is sent the state at the time of sending. Pure.
class SessionChanges {
 public:
    /// The versions of sessions that a watcher was sent, by id.
    using Known = std::map<std::uint64_t, std::uint64_t>;
    /// Whether a session, by id, is visible to a watcher.
    using IsThere = std::function<bool(std::uint64_t)>;
    /// No size limit.
    static constexpr std::size_t ALL = static_cast<std::size_t>(-1);

    /// Sets the current state of a session, which may be new.
    void set(SessionInfo info);
    void remove(std::uint64_t id) { sessions_.erase(id); }
    void clear() { sessions_.clear(); }

    /// Returns the changes for a watcher that was sent the versions `known`, and updates `known`. At most `most` bytes
    /// of changed sessions, but at least one session. Empty if there are no changes.
    [[nodiscard]] SessionsChanged take(Known& known, const IsThere& is_there, std::size_t most = ALL) const;

 private:
    struct Version {
        SessionInfo info;
        std::uint64_t number = 0;
    };

    std::map<std::uint64_t, Version> sessions_;
    std::uint64_t newest_ = 0; ///< the latest version of any session; never reused
};

/// Removes what only the owner may see.
inline void hide_from_guests(SessionInfo& info)
{
    info.recording.clear();
}

} // namespace cleat
