#pragma once

#include <chrono>
#include <functional>
#include <memory>

struct event_base;
struct event;

namespace cleat {

using Clock = std::chrono::steady_clock;

/// One thread's event loop. All watches, timers and signal watches hold a reference to it and must be destroyed before
/// it.
class Loop {
 public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until `stop()` is called or nothing is watched. An idle loop does not wake up.
    void run();
    /// Runs one turn: waits for events and handles them. Returns false at once if nothing is watched or deferred.
    bool turn();
    /// Makes `run()` return after this turn's callbacks and deferred tasks. If called before `run()`, `run()`
    /// returns at once.
    void stop();

    /// The time at which this turn started: the same for all its callbacks. Between turns, and before `run()`, the
    /// current time. Use it for all decisions that depend on time.
    [[nodiscard]] Clock::time_point now() const;

    /// Calls `task` once after this turn's callbacks, in the order of the calls; tasks deferred by a task run in the
    /// next turn. An object's callback can use this to have the object destroyed. Tasks that have not run when the loop
    /// is destroyed are dropped.
    void defer(std::function<void()> task);

 private:
    friend class FdWatch;
    friend class Timer;
    friend class SignalWatch;
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

/// The events to watch a descriptor for. `hangup` means that the peer of a socket has shut down its sending side;
/// a watch for `read` sees this as end of file.
enum class Interest : unsigned { none = 0, read = 1, write = 2, both = 3, hangup = 4 };

/// Calls back while a descriptor is readable or writable (level-triggered). Does not own the descriptor: declare the
/// `UniqueFd` before its watch. Starts without interest. The callback may change the interest or destroy other watches,
/// but not this one (use `Loop::defer`). Readable and writable may arrive as two calls in one turn. A hang-up or an
/// error counts as both. A descriptor that cannot be polled (a file, /dev/null) is always ready.
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

/// Calls back once, no earlier than the given time after `start`. Initially stopped. The callback may start the timer
/// again but must not destroy it (use `Loop::defer`).
class Timer {
 public:
    Timer(Loop& loop, std::function<void()> on_time);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Starts or restarts the timer.
    void start(std::chrono::microseconds after);
    void stop();
    [[nodiscard]] bool is_running() const { return running_; }

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
    bool running_ = false;
};

/// Calls back in the loop when the process receives the signal; signals that arrive together may cause only one call.
/// The previous action of the signal is restored when the watch is destroyed. Only one loop of a process may watch
/// signals.
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
