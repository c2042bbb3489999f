#include "common/event/alarm_clock.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace cleat {

namespace {

/// A timerfd that is set to 0 never rings.
constexpr std::chrono::nanoseconds FIRST{1};

itimerspec once_at(std::chrono::nanoseconds since_boot)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds.count());
    when.it_value.tv_nsec = static_cast<long>((since_boot - seconds).count());
    return when;
}

} // namespace

AlarmClock::AlarmClock() : clock_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))
{
    if (!clock_) throw std::runtime_error("cannot create a timer");
}

void AlarmClock::ring_by(Moment moment)
{
    if (rings_ && *rings_ <= moment) return;
    const itimerspec when = once_at(std::max<std::chrono::nanoseconds>(moment.time_since_epoch(), FIRST));
    if (::timerfd_settime(clock_.get(), TFD_TIMER_ABSTIME, &when, nullptr) == 0) rings_ = moment;
}

void AlarmClock::heard()
{
    std::uint64_t times = 0;
    if (::read(clock_.get(), &times, sizeof times) > 0) rings_.reset();
}

} // namespace cleat
