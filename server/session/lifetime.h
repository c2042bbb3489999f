#pragma once

#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <chrono>
#include <optional>

namespace cleat {

/// Limits on a session's lifetime. Without any it lasts as long as its program.
struct LifetimePolicy {
    std::optional<std::chrono::milliseconds>
        timeout; ///< for the program; if it expires, the program's end is reported with `EndCause::timeout`
    std::optional<std::chrono::milliseconds> max_age;    ///< of the session, even while it is used
    std::optional<std::chrono::milliseconds> idle_after; ///< time without a client that keeps the session alive
    std::chrono::milliseconds grace{30'000}; ///< between SIGHUP and SIGTERM, and between SIGTERM and SIGKILL

    bool operator==(const LifetimePolicy&) const = default;
};

/// The stage of ending a session by its policy.
enum class LifeStage : std::uint8_t { living, hung_up, terminated, killed, ended };
constexpr LifeStage last_of(LifeStage)
{
    return LifeStage::ended;
}

/// The state of a `Lifetime`.
struct LifetimeState {
    LifetimePolicy policy;
    Clock::time_point born;
    std::optional<Clock::time_point> deserted; ///< since when no client keeps the session alive; none while one does
    LifeStage stage = LifeStage::living;
    EndCause cause = EndCause::none;
    Clock::time_point signalled; ///< time of the last signal

    bool operator==(const LifetimeState&) const = default;
};

/// Decides when to end a session by its policy, and tracks the progress. The caller passes the time and reports events,
/// and gets the signal that is due: SIGHUP at the first of the deadlines, then SIGTERM and SIGKILL, each a grace period
/// after the previous one. A client that keeps the session alive cancels the idle deadline; after the first signal
/// nothing stops the end.
class Lifetime {
 public:
    Lifetime(const LifetimePolicy& policy, Clock::time_point now)
        : Lifetime({.policy = policy, .born = now, .deserted = now})
    {}
    /// Continues from a saved state.
    explicit Lifetime(const LifetimeState& state) : state_(state) {}
    [[nodiscard]] const LifetimeState& state() const { return state_; }

    /// A client that keeps the session alive is attached, or (`deserted`) none is any more. No effect if that was known
    /// already.
    void occupied(Clock::time_point now);
    void deserted(Clock::time_point now);
    /// The session was used without attaching: the idle time restarts.
    void used(Clock::time_point now);
    /// The program has ended: no more signals.
    void ended();

    /// Returns the signal that is due, once. If it is called late, later signals are delayed, too: there are never two
    /// within a grace period.
    std::optional<int> take_signal(Clock::time_point now);

    /// When to call `take_signal` next, and the cause of the signal.
    struct Deadline {
        Clock::time_point when;
        EndCause cause = EndCause::none;
        bool operator==(const Deadline&) const = default;
    };
    [[nodiscard]] std::optional<Deadline> next() const;

    /// The cause of the first signal. `none` if none was sent.
    [[nodiscard]] EndCause cause() const { return state_.cause; }
    [[nodiscard]] bool is_deserted() const { return state_.deserted.has_value(); }
    [[nodiscard]] const LifetimePolicy& policy() const { return state_.policy; }

 private:
    [[nodiscard]] std::optional<Deadline> first_deadline() const;

    LifetimeState state_;
};

/// Why a session is being ended, such as `no client was attached for 10m`. Empty for `none`.
[[nodiscard]] std::string describe(EndCause cause, const LifetimePolicy& policy);

} // namespace cleat
