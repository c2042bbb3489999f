#pragma once

#include "common/base/result.h"
#include "server/keeper/link.h"
#include "server/peer/acceptor.h"

#include <functional>
#include <optional>
#include <vector>

namespace cleat {

/// The entrance for other users of the host: a listening socket that is open while any session is shared with them.
class GuestDoor {
 public:
    using OnOpen = std::function<void(const Result<void>&)>;

    /// `on_guest` takes over each connection.
    GuestDoor(Loop& loop, KeeperLink& keeper, std::function<void(UniqueFd)> on_guest);

    /// Calls `on_open`, perhaps at once, when guests can connect, or cannot. Sessions are shared only from within
    /// `on_open`.
    void open(OnOpen on_open);
    /// Passes on the keeper's reply.
    void opened(Result<UniqueFd> listener);
    /// No session is shared any more. Does nothing while an `open` is pending.
    void close();
    /// Leaves connections waiting for this long.
    void rest(Clock::duration duration);

 private:
    Loop& loop_;
    KeeperLink& keeper_;
    std::function<void(UniqueFd)> on_guest_;
    std::optional<Acceptor> acceptor_;
    std::vector<OnOpen> waiting_;
};

} // namespace cleat
