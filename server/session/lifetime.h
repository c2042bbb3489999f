#pragma once

#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <chrono>
#include <optional>

namespace cleat {

/// For how long a session may be. None of them: as long as its program runs.
struct LifetimePolicy {
    std::optional<std::chrono::milliseconds> timeout; ///< the program's deadline: it counts as not having ended itself
    std::optional<std::chrono::milliseconds> max_age; ///< the session's, whoever uses it
    std::optional<std::chrono::milliseconds> idle_after; ///< without a client that counts
    std::chrono::milliseconds grace{30'000};             ///< between SIGHUP and SIGTERM, and between that and SIGKILL

    bool operator==(const LifetimePolicy&) const = default;
};

/// How far a session is on the way to the end that its policy wants.
enum class LifeStage : std::uint8_t { living, hung_up, terminated, killed, ended };
constexpr LifeStage last_of(LifeStage)
{
    return LifeStage::ended;
}

/// A `Lifetime` as a value.
struct LifetimeState {
    LifetimePolicy policy;
    Clock::time_point born;
    std::optional<Clock::time_point> deserted; ///< since when; none while there is a client
    LifeStage stage = LifeStage::living;
    EndCause cause = EndCause::none;
    Clock::time_point signalled; ///< when the last signal was sent

    bool operator==(const LifetimeState&) const = default;
};

/// When a session is to be ended, and how far that has come. It is told the time and what happens, and says which
/// signal is due: SIGHUP at the first of its deadlines, then SIGTERM and SIGKILL, each a grace after the one before. A
/// client cancels what idleness would do, until the first signal; nothing cancels anything after it.
class Lifetime {
 public:
    Lifetime(const LifetimePolicy& policy, Clock::time_point now)
        : Lifetime({.policy = policy, .born = now, .deserted = now})
    {}
    /// Goes on from there.
    explicit Lifetime(const LifetimeState& state) : state_(state) {}
    [[nodiscard]] const LifetimeState& state() const { return state_; }

    /// A client that counts is there, or none is any more. What is known already changes nothing.
    void occupied(Clock::time_point now);
    void deserted(Clock::time_point now);
    /// It was used by one who is not there: idleness begins anew.
    void used(Clock::time_point now);
    /// The program has ended: nothing is due any more.
    void ended();

    /// The signal that is due, once; ask again afterwards. Who asks late gets them later, never two within a grace.
    std::optional<int> take_signal(Clock::time_point now);

    /// When to ask for a signal next, and what will have been the cause of it.
    struct Deadline {
        Clock::time_point when;
        EndCause cause = EndCause::none;
        bool operator==(const Deadline&) const = default;
    };
    [[nodiscard]] std::optional<Deadline> next() const;

    /// The first signal was sent: for this. Before it, and where the program ended first, `none`.
    [[nodiscard]] EndCause cause() const { return state_.cause; }
    [[nodiscard]] bool is_deserted() const { return state_.deserted.has_value(); }
    [[nodiscard]] const LifetimePolicy& policy() const { return state_.policy; }

 private:
    [[nodiscard]] std::optional<Deadline> first_deadline() const;

    LifetimeState state_;
};

/// Why a session is being ended, as a sentence: `nobody was there for 10m`. Empty for `none`.
[[nodiscard]] std::string words_for(EndCause cause, const LifetimePolicy& policy);

} // namespace cleat
