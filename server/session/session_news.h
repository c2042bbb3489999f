#pragma once

#include "common/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

namespace cleat {

/// The list of sessions, and what is news in it to those who watch it, each of whom is told as much as it takes and
/// when it takes it. What one was not told yet costs nothing: it is told what there is then. Pure.
class SessionNews {
 public:
    /// What one who watches was told, and of which version: by the sessions' numbers.
    using Known = std::map<std::uint64_t, std::uint64_t>;
    /// Which sessions there are for one who watches, by their numbers.
    using IsThere = std::function<bool(std::uint64_t)>;
    /// Without an end.
    static constexpr std::size_t ALL = static_cast<std::size_t>(-1);

    /// A session, which may be new, is so now.
    void set(SessionInfo info);
    void remove(std::uint64_t id) { sessions_.erase(id); }
    void clear() { sessions_.clear(); }

    /// What is to be told to one who knows that, which it knows then: at most so many bytes, and one session at least.
    /// Nothing where there is no news.
    [[nodiscard]] SessionsChanged take(Known& known, const IsThere& is_there, std::size_t most = ALL) const;

 private:
    struct Version {
        SessionInfo info;
        std::uint64_t number = 0;
    };

    std::map<std::uint64_t, Version> sessions_;
    std::uint64_t newest_ = 0; ///< version of any session; none is used twice
};

/// Leaves out of what is listed what is the owner's business.
inline void hide_from_guests(SessionInfo& info)
{
    info.recording.clear();
}

} // namespace cleat
