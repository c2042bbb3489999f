#pragma once

#include "common/base/result.h"
#include "server/keeper/link.h"
#include "server/peer/acceptor.h"

#include <functional>
#include <optional>
#include <vector>

namespace cleat {

/// The listening socket for other users of the host, open while any session is shared with them.
class GuestDoor {
 public:
    using OnOpen = std::function<void(const Result<void>&)>;

    /// `on_guest` takes over each connection.
    GuestDoor(Loop& loop, KeeperLink& keeper, std::function<void(UniqueFd)> on_guest);

    /// Opens the socket, and calls `on_open` with the result, perhaps before returning. Share sessions only from
    /// within `on_open`.
    void open(OnOpen on_open);
    /// Handles the keeper's reply: calls all pending `on_open`.
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
