#pragma once

#include "client/stream/blocked_signals.h"
#include "common/event/loop.h"

#include <cstdint>
#include <functional>

namespace cleat {

/// Which signals are for the program and which end the client.
class SignalRule {
 public:
    enum class Target : std::uint8_t { client, program };

    /// So many SIGINTs that do not end the program end the client.
    static constexpr int ENOUGH_INTERRUPTS = 3;

    /// `rest` is what signals are for, but for those that always end the client: SIGHUP, and all from the last SIGINT
    /// on.
    explicit SignalRule(Target rest) : rest_(rest) {}

    /// Of the next signal that was received.
    [[nodiscard]] Target target_of(int signal);

 private:
    Target rest_;
    int interrupts_ = 0;
};

/// The signals that a client receives while it relays a session's output, taken one at a time. Blocks them for this
/// object's life.
class StreamSignals {
 public:
    /// The loop is borrowed for this object's life. `on_signal` may call `set`.
    StreamSignals(Loop& loop, SignalRule rule, std::function<void(int signal, SignalRule::Target target)> on_signal);

    /// `read` takes them, `none` leaves them pending, from within `on_signal` too.
    void set(Interest interest);

 private:
    void take();

    BlockedSignals signals_;
    SignalRule rule_;
    std::function<void(int, SignalRule::Target)> on_signal_;
    FdWatch watch_;
    Interest interest_ = Interest::none;
};

} // namespace cleat
