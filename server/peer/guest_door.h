#pragma once

#include "common/base/result.h"
#include "server/keeper/link.h"
#include "server/peer/acceptor.h"

#include <functional>
#include <optional>
#include <vector>

namespace cleat {

/// The way in for other users of the machine: there is one as long as anything is shared with them.
class GuestDoor {
 public:
    using OnOpen = std::function<void(const Result<void>&)>;

    /// `on_guest` takes those who come.
    GuestDoor(Loop& loop, KeeperLink& keeper, std::function<void(UniqueFd)> on_guest);

    /// `on_open` is called, perhaps at once, when they can come, or cannot. It may share a session, which nothing else
    /// may.
    void open(OnOpen on_open);
    /// What the keeper says.
    void opened(Result<UniqueFd> listener);
    /// Nothing is shared any more. Does nothing while `open` waits.
    void close();
    /// Those who come wait for so long.
    void rest(Clock::duration duration);

 private:
    Loop& loop_;
    KeeperLink& keeper_;
    std::function<void(UniqueFd)> on_guest_;
    std::optional<Acceptor> acceptor_;
    std::vector<OnOpen> waiting_;
};

} // namespace cleat
