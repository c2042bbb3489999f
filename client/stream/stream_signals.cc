#include "client/stream/stream_signals.h"

#include <csignal>
#include <utility>

namespace cleat {

SignalRule::Target SignalRule::target_of(int signal)
{
    if (signal == SIGINT) ++interrupts_;
    return signal == SIGHUP || interrupts_ >= ENOUGH_INTERRUPTS ? Target::client : rest_;
}

StreamSignals::StreamSignals(Loop& loop, SignalRule rule,
                             std::function<void(int signal, SignalRule::Target target)> on_signal)
    : signals_({SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2}),
      rule_(rule),
      on_signal_(std::move(on_signal)),
      watch_(loop, signals_.descriptor(), [this](FdWatch::Ready) { take(); })
{}

void StreamSignals::set(Interest interest)
{
    interest_ = interest;
    watch_.set(interest);
}

void StreamSignals::take()
{
    while (interest_ == Interest::read) {
        const auto signal = signals_.take();
        if (!signal) return;
        on_signal_(*signal, rule_.target_of(*signal));
    }
}

} // namespace cleat
