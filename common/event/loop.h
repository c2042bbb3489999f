#pragma once

#include <chrono>
#include <functional>
#include <memory>

struct event_base;
struct event;

namespace cleat {

using Clock = std::chrono::steady_clock;

/// One thread's event loop. Everything that is watched holds a reference to it and must be gone before it is.
class Loop {
 public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until `stop()` is called or nothing is watched any more. An idle loop makes no wake-ups.
    void run();
    /// One turn: waits until there is something to do, and does it. False, at once, where nothing is watched or
    /// deferred.
    bool turn();
    /// Ends `run()` after this turn's callbacks and deferred tasks. Before `run()`: it will return at once.
    void stop();

    /// The time at which this turn of the loop began: the same for all its callbacks. Between turns, and before
    /// `run()`, the time now. Code that decides by time uses this one.
    [[nodiscard]] Clock::time_point now() const;

    /// Calls `task` once, after this turn's callbacks, in the order of the calls; what a task defers comes in the next
    /// turn. For an object that wants its owner to retire it. Tasks that were never reached are dropped with the loop.
    void defer(std::function<void()> task);

 private:
    friend class FdWatch;
    friend class Timer;
    friend class SignalWatch;
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

/// What to be told about a descriptor.
/// `hangup` is the other end of a socket closing its way to us; it is heard of by reading, too.
enum class Interest : unsigned { none = 0, read = 1, write = 2, both = 3, hangup = 4 };

/// Calls back while a descriptor is readable or writable (level-triggered). Does not own the descriptor: declare the
/// `UniqueFd` before its watch. Starts with no interest. The callback may change the interest or destroy other watches,
/// never this one (use `Loop::defer`). Readable and writable may come as two calls in one turn. A hang-up or an error
/// counts as both. A descriptor that cannot be polled (a file, /dev/null) is always ready.
class FdWatch {
 public:
    struct Ready {
        bool read = false;
        bool write = false;
        bool hangup = false;
    };
    FdWatch(Loop& loop, int fd, std::function<void(Ready)> on_ready);
    ~FdWatch();
    FdWatch(const FdWatch&) = delete;
    FdWatch& operator=(const FdWatch&) = delete;

    void set(Interest interest);
    [[nodiscard]] Interest interest() const { return interest_; }

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
    Interest interest_ = Interest::none;
};

/// Calls back once, some time after `start`, never before. Not running at first. The callback may start it again, but
/// never destroy it (use `Loop::defer`).
class Timer {
 public:
    Timer(Loop& loop, std::function<void()> on_time);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Starts, or starts anew.
    void start(std::chrono::microseconds after);
    void stop();
    [[nodiscard]] bool is_running() const { return running_; }

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
    bool running_ = false;
};

/// Calls back in the loop when the process gets the signal; several that came at once may be one call. The signal's
/// action is as before again when the watch is gone. One loop of a process may watch signals.
class SignalWatch {
 public:
    SignalWatch(Loop& loop, int signal, std::function<void()> on_signal);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
