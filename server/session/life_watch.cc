#include "server/session/life_watch.h"

#include <algorithm>

namespace cleat {

LifeWatch::LifeWatch(Loop& loop, const LifetimeState& state, std::function<void(int signal)> send)
    : loop_(loop), lifetime_(state), send_(std::move(send)), timer_(loop, [this] { look(); })
{
    wait();
}

bool LifeWatch::occupied()
{
    if (!lifetime_.is_deserted()) return false;
    lifetime_.occupied(loop_.now());
    wait();
    return true;
}

void LifeWatch::deserted()
{
    if (lifetime_.is_deserted()) return;
    lifetime_.deserted(loop_.now());
    wait();
}

void LifeWatch::used()
{
    lifetime_.used(loop_.now());
    wait();
}

void LifeWatch::ended()
{
    lifetime_.ended();
    wait();
}

void LifeWatch::look()
{
    const auto signal = lifetime_.take_signal(loop_.now());
    wait();
    if (signal) send_(*signal);
}

void LifeWatch::wait()
{
    using std::chrono::milliseconds;
    const auto next = lifetime_.next();
    if (!next) return timer_.stop();
    timer_.start(std::max(std::chrono::ceil<milliseconds>(next->when - loop_.now()), milliseconds(0)));
}

} // namespace cleat
