#include "server/session/ending.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

constexpr std::array END_SIGNALS{SIGHUP, SIGTERM, SIGKILL};
/// The initial and the maximum pause before the next check for remaining process groups.
constexpr milliseconds FIRST_PAUSE{10};
constexpr milliseconds LONGEST_PAUSE{200};
constexpr milliseconds AFTER_KILL{2'000};

} // namespace

Ending::Ending(Loop& loop, Handlers handlers)
    : loop_(loop), handlers_(std::move(handlers)), timer_(loop, [this] { proceed(); }), deferred_(loop)
{}

void Ending::begin(milliseconds grace, OnDone done)
{
    if (has_program_ended_ && !is_running()) return done();
    on_done_.push_back(std::move(done));
    progress_ = EndProgress{grace, loop_.now(), 0, FIRST_PAUSE};
    proceed();
}

void Ending::resume(const EndProgress& progress)
{
    progress_ = progress;
    proceed();
}

void Ending::program_ended()
{
    has_program_ended_ = true;
    if (is_running()) proceed();
}

/// While the program runs, nothing is to be done until the next signal is due.
void Ending::proceed()
{
    const bool has_more = progress_->signals < END_SIGNALS.size();
    if (!has_program_ended_ && has_more && loop_.now() < progress_->next) return await_next_signal();
    if (std::exchange(is_looking_, true)) return;
    handlers_.look(deferred_.guard([this](const std::vector<pid_t>& left) {
        is_looking_ = false;
        if (is_running()) signal_remaining(left);
    }));
}

/// Sends the next signal to the remaining groups, if it is due. A group remains until the keeper has reaped all of its
/// processes, including orphans.
void Ending::signal_remaining(const std::vector<pid_t>& left)
{
    const bool is_hopeless = progress_->signals == END_SIGNALS.size() && loop_.now() >= progress_->next;
    if (has_program_ended_ && (left.empty() || is_hopeless)) return finish();
    const auto send = [&](int number) {
        for (const pid_t group : left) handlers_.signal(group, number);
    };
    if (progress_->signals == END_SIGNALS.size()) {
        send(SIGKILL); // for processes forked meanwhile
    } else if (loop_.now() >= progress_->next) {
        const int signal = END_SIGNALS.at(progress_->signals++);
        send(signal);
        if (signal == SIGHUP) send(SIGCONT);
        progress_->next = loop_.now() + (signal == SIGKILL ? AFTER_KILL : progress_->grace);
        progress_->pause = FIRST_PAUSE;
    }
    await_next_signal();
}

/// Waits until the next signal is due, or for the pause, which grows.
void Ending::await_next_signal()
{
    const bool has_more = progress_->signals < END_SIGNALS.size();
    const auto until_due = std::max(progress_->next - loop_.now(), Clock::duration(milliseconds(1)));
    Clock::duration wait = has_more && !has_program_ended_ ? until_due : progress_->pause;
    if (has_more) wait = std::min(wait, until_due);
    progress_->pause = std::min(progress_->pause * 2, LONGEST_PAUSE);
    timer_.start(std::chrono::ceil<std::chrono::microseconds>(wait));
}

void Ending::finish()
{
    progress_.reset();
    timer_.stop(); // it may run for a further check, which is not needed any more
    handlers_.on_over();
    for (auto& done : std::exchange(on_done_, {})) done();
}

} // namespace cleat
