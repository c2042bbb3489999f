#include "common/event/boot_timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace cleat {

namespace {

/// A timerfd that is set to 0 never rings.
constexpr BootClock::time_point EARLIEST{std::chrono::nanoseconds(1)};

UniqueFd make_timer()
{
    UniqueFd timer{::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)};
    if (!timer) throw std::runtime_error("cannot create a timer");
    return timer;
}

} // namespace

BootTimer::BootTimer(Loop& loop, std::function<void()> on_time)
    : on_time_(std::move(on_time)), timer_(make_timer()), watch_(loop, timer_.get(), [this](FdWatch::Ready) { ring(); })
{}

void BootTimer::start(BootClock::time_point moment)
{
    const auto since_boot = std::max(moment, EARLIEST).time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds.count());
    when.it_value.tv_nsec = static_cast<long>((since_boot - seconds).count());
    ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
    watch_.set(Interest::read);
}

void BootTimer::stop()
{
    const itimerspec never{};
    ::timerfd_settime(timer_.get(), 0, &never, nullptr);
    watch_.set(Interest::none);
}

void BootTimer::ring()
{
    std::uint64_t times = 0;
    if (::read(timer_.get(), &times, sizeof times) < 0) return; // it was set again meanwhile
    watch_.set(Interest::none);
    on_time_();
}

} // namespace cleat
