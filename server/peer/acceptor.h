#pragma once

#include "common/base/unique_fd.h"
#include "common/event/loop.h"

#include <functional>

namespace cleat {

/// Takes the connections that come to a listening socket. Where descriptors run out they wait, and are tried again.
class Acceptor {
 public:
    Acceptor(Loop& loop, UniqueFd listener, std::function<void(UniqueFd)> on_connection);

    /// Takes those who wait now, however long they were to wait.
    void take_waiting();
    /// Those who come wait for so long.
    void rest(Clock::duration duration);

 private:
    void on_waiting();

    UniqueFd listener_;
    FdWatch watch_;
    Timer again_;
    std::function<void(UniqueFd)> on_connection_;
};

} // namespace cleat
