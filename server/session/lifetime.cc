#include "server/session/lifetime.h"

#include "common/base/duration.h"

#include <csignal>

namespace cleat {

namespace {

using std::chrono::milliseconds;

std::string length(const std::optional<milliseconds>& time)
{
    return format_duration(time.value_or(milliseconds{0}));
}

} // namespace

Lifetime::Lifetime(LifetimePolicy policy, Clock::time_point now) : policy_(policy), born_(now), deserted_(now) {}

void Lifetime::occupied(Clock::time_point)
{
    deserted_.reset();
}

void Lifetime::deserted(Clock::time_point now)
{
    if (!deserted_) deserted_ = now;
}

void Lifetime::used(Clock::time_point now)
{
    if (deserted_) deserted_ = now;
}

void Lifetime::ended()
{
    stage_ = Stage::ended;
}

/// Of those at the same time the strictest one counts.
std::optional<Lifetime::Deadline> Lifetime::first_deadline() const
{
    std::optional<Deadline> first;
    const auto consider = [&first](Clock::time_point when, EndCause cause) {
        if (!first || when < first->when) first = Deadline{when, cause};
    };
    if (policy_.timeout) consider(born_ + *policy_.timeout, EndCause::timeout);
    if (policy_.max_age) consider(born_ + *policy_.max_age, EndCause::max_age);
    if (policy_.idle_after && deserted_) consider(*deserted_ + *policy_.idle_after, EndCause::idle);
    return first;
}

std::optional<Lifetime::Deadline> Lifetime::next() const
{
    switch (stage_) {
    case Stage::living: return first_deadline();
    case Stage::hung_up:
    case Stage::terminated: return Deadline{signalled_ + policy_.grace, cause_};
    case Stage::killed:
    case Stage::ended: break;
    }
    return std::nullopt;
}

std::optional<int> Lifetime::take_signal(Clock::time_point now)
{
    const auto deadline = next();
    if (!deadline || now < deadline->when) return std::nullopt;
    signalled_ = now;
    cause_ = deadline->cause;
    switch (stage_) {
    case Stage::living: stage_ = Stage::hung_up; return SIGHUP;
    case Stage::hung_up: stage_ = Stage::terminated; return SIGTERM;
    default: stage_ = Stage::killed; return SIGKILL;
    }
}

std::string words_for(EndCause cause, const LifetimePolicy& policy)
{
    switch (cause) {
    case EndCause::timeout: return "its timeout of " + length(policy.timeout) + " is over";
    case EndCause::max_age: return "it has reached its greatest age of " + length(policy.max_age);
    case EndCause::idle: return "nobody was there for " + length(policy.idle_after);
    case EndCause::none: break;
    }
    return {};
}

} // namespace cleat
