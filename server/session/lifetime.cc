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

void Lifetime::occupied(Clock::time_point)
{
    state_.deserted.reset();
}

void Lifetime::deserted(Clock::time_point now)
{
    if (!state_.deserted) state_.deserted = now;
}

void Lifetime::used(Clock::time_point now)
{
    if (state_.deserted) state_.deserted = now;
}

void Lifetime::ended()
{
    state_.stage = LifeStage::ended;
}

/// If deadlines fall at the same time, the strictest one counts.
std::optional<Lifetime::Deadline> Lifetime::first_deadline() const
{
    std::optional<Deadline> first;
    const auto consider = [&first](Clock::time_point when, EndCause cause) {
        if (!first || when < first->when) first = Deadline{when, cause};
    };
    if (state_.policy.timeout) consider(state_.born + *state_.policy.timeout, EndCause::timeout);
    if (state_.policy.max_age) consider(state_.born + *state_.policy.max_age, EndCause::max_age);
    if (state_.policy.idle_after && state_.deserted)
        consider(*state_.deserted + *state_.policy.idle_after, EndCause::idle);
    return first;
}

std::optional<Lifetime::Deadline> Lifetime::next() const
{
    switch (state_.stage) {
    case LifeStage::living: return first_deadline();
    case LifeStage::hung_up:
    case LifeStage::terminated: return Deadline{state_.signalled + state_.policy.grace, state_.cause};
    case LifeStage::killed:
    case LifeStage::ended: break;
    }
    return std::nullopt;
}

std::optional<int> Lifetime::take_signal(Clock::time_point now)
{
    const auto deadline = next();
    if (!deadline || now < deadline->when) return std::nullopt;
    state_.signalled = now;
    state_.cause = deadline->cause;
    switch (state_.stage) {
    case LifeStage::living: state_.stage = LifeStage::hung_up; return SIGHUP;
    case LifeStage::hung_up: state_.stage = LifeStage::terminated; return SIGTERM;
    default: state_.stage = LifeStage::killed; return SIGKILL;
    }
}

std::string describe(EndCause cause, const LifetimePolicy& policy)
{
    switch (cause) {
    case EndCause::timeout: return "its timeout of " + length(policy.timeout) + " has expired";
    case EndCause::max_age: return "it has reached its maximum age of " + length(policy.max_age);
    case EndCause::idle: return "no client was attached for " + length(policy.idle_after);
    case EndCause::none: break;
    }
    return {};
}

} // namespace cleat
