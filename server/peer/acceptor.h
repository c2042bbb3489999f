#pragma once

#include "common/base/unique_fd.h"
#include "common/event/loop.h"

#include <functional>

namespace cleat {

/// Accepts connections on a listening socket. When descriptors run out, it leaves connections waiting and retries after
/// 200 ms.
class Acceptor {
 public:
    Acceptor(Loop& loop, UniqueFd listener, std::function<void(UniqueFd)> on_connection);

    /// Accepts all waiting connections now, even during a `rest`.
    void take_waiting();
    /// Leaves connections waiting for this long.
    void rest(Clock::duration duration);

 private:
    void on_waiting();

    UniqueFd listener_;
    FdWatch watch_;
    Timer again_;
    std::function<void(UniqueFd)> on_connection_;
};

} // namespace cleat
