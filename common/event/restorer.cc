#include "common/event/restorer.h"

#include "common/base/log.h"

#include <algorithm>

namespace cleat {

namespace {

/// The delay of a check after a change. A process that removes a directory removes its contents first, and would fail
/// if something in it were restored meanwhile.
constexpr std::chrono::milliseconds SETTLE{20};
/// The shortest time between two checks. A check is cheap, but there may be thousands of changes.
constexpr std::chrono::milliseconds CHECK_INTERVAL{10};
/// The pause after a check, as a multiple of its duration.
constexpr int REST = 20;

} // namespace

Restorer::Restorer(Loop& loop, Subject subject)
    : loop_(loop),
      subject_(std::move(subject)),
      timer_(loop, [this] { check_now(); }),
      watch_(loop, [this] { request_check(); })
{
    watch();
}

void Restorer::request_check()
{
    if (is_stopped_ || timer_.is_running()) return;
    next_check_ = std::max(next_check_, loop_.now() + SETTLE);
    start_timer();
}

void Restorer::hurry()
{
    if (is_stopped_) return;
    pace_.hurry();
    next_check_ = std::min(next_check_, loop_.now() + CHECK_INTERVAL);
    start_timer();
}

void Restorer::stop()
{
    is_stopped_ = true;
    timer_.stop();
}

void Restorer::start_timer()
{
    const auto when = std::max(pace_.due(), next_check_);
    timer_.start(std::chrono::ceil<std::chrono::microseconds>(std::max(Clock::duration(0), when - loop_.now())));
}

void Restorer::check_now()
{
    const auto began = Clock::now();
    const bool is_whole = subject_.is_whole();
    next_check_ = Clock::now() + std::max<Clock::duration>(CHECK_INTERVAL, REST * (Clock::now() - began));
    if (is_whole) return;
    pace_.tried(loop_.now());
    const auto restored = subject_.restore();
    watch();
    if (restored) {
        log_warning("{} was removed and has been restored", subject_.name);
        failure_.clear();
    } else if (restored.error().message() != failure_) {
        failure_ = restored.error().message();
        log_error("cannot restore {}: {}", subject_.name, failure_);
    }
    start_timer(); // it may have been removed before it was watched
}

} // namespace cleat
