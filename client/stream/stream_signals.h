#pragma once

#include "client/stream/blocked_signals.h"
#include "common/event/loop.h"

#include <cstdint>
#include <functional>

namespace cleat {

/// Decides which signals are for the program and which end the client.
class SignalRule {
 public:
    enum class Target : std::uint8_t { client, program };

    /// The number of SIGINTs after which the client ends if the program has not.
    static constexpr int ENOUGH_INTERRUPTS = 3;

    /// `rest` is the target of all signals except those that always end the client: SIGHUP, and any signal once
    /// `ENOUGH_INTERRUPTS` SIGINTs have arrived.
    explicit SignalRule(Target rest) : rest_(rest) {}

    /// The target of the next signal received.
    [[nodiscard]] Target target_of(int signal);

 private:
    Target rest_;
    int interrupts_ = 0;
};

/// The signals that a client receives while it relays a session's output, handled one at a time. Blocks them for this
/// object's lifetime.
class StreamSignals {
 public:
    /// The loop is borrowed for this object's life. `on_signal` may call `set`.
    StreamSignals(Loop& loop, SignalRule rule, std::function<void(int signal, SignalRule::Target target)> on_signal);

    /// `read` handles signals, `none` leaves them pending. Can be called from `on_signal`.
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
