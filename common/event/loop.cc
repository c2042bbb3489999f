#include "common/event/loop.h"

#include "common/base/unique_fd.h"
#include "common/event/alarm_clock.h"

#include <event2/event.h>

#include <sys/epoll.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cleat {
namespace {

struct FreeBase {
    void operator()(event_base* base) const { event_base_free(base); }
};
struct FreeEvent {
    void operator()(event* watched) const { event_free(watched); }
};
using UniqueEvent = std::unique_ptr<event, FreeEvent>;

/// Longer than any loop runs.
constexpr std::chrono::hours LONGEST{24 * 365 * 100};

/// A libevent base for one thread, without precise timers: with them, libevent would set a clock in every turn, and the
/// loop has its own timers.
event_base* make_base()
{
    event_set_log_callback([](int, const char*) {}); // failures are reported by return values
    event_config* config = event_config_new();
    if (config == nullptr) return nullptr;
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    event_base* base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

UniqueEvent make_event(event_base* base, int fd, short what, event_callback_fn callback, void* argument)
{
    UniqueEvent made{event_new(base, fd, what, callback, argument)};
    if (!made) throw std::bad_alloc();
    return made;
}

/// An action scheduled for a point in time.
class DueCallback {
 public:
    virtual void keep() = 0;

 protected:
    ~DueCallback() = default;
};

/// Notified when the peer of a socket hangs up.
class HangUpListener {
 public:
    virtual void hung_up() = 0;

 protected:
    ~HangUpListener() = default;
};

/// Sets a flag while a callback runs, for the assertion that the callback does not destroy the watch that called it.
class Running {
 public:
    explicit Running(bool& flag) : flag_(flag) { flag_ = true; }
    ~Running() { flag_ = false; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

 private:
    bool& flag_;
};

} // namespace

struct Loop::Inner {
    using DueCallbacks = std::multimap<Clock::time_point, DueCallback*>;

    std::unique_ptr<event_base, FreeBase> base{make_base()};
    AlarmClock alarm;
    UniqueEvent ringing; ///< the alarm's event
    DueCallbacks timers; ///< running timers, by due time
    UniqueFd hang_ups{::epoll_create1(EPOLL_CLOEXEC)};
    UniqueEvent hung_up; ///< event of `hang_ups`, added while there are listeners
    std::size_t listeners = 0;
    std::vector<std::function<void()>> deferred;
    std::optional<Clock::time_point> turn; ///< when this turn's first callback started; unset between turns
    bool stopping = false;

    Inner()
    {
        if (!base) throw std::runtime_error("cannot set up an event loop");
        ringing = make_event(base.get(), alarm.descriptor(), EV_READ | EV_PERSIST, handle_ringing, this);
        if (event_add(ringing.get(), nullptr) != 0) throw std::runtime_error("cannot watch a timer");
        if (!hang_ups) throw std::runtime_error("cannot watch for hang-ups");
        hung_up = make_event(base.get(), hang_ups.get(), EV_READ | EV_PERSIST, handle_hang_up, this);
    }

    static void handle_ringing(evutil_socket_t, short, void* self) { static_cast<Inner*>(self)->alarm.heard(); }

    /// Handles one hang-up at a time, since its callback may end other watches.
    static void handle_hang_up(evutil_socket_t, short, void* self)
    {
        epoll_event what{};
        if (::epoll_wait(static_cast<Inner*>(self)->hang_ups.get(), &what, 1, 0) == 1)
            static_cast<HangUpListener*>(what.data.ptr)->hung_up();
    }

    /// Does not use EV_CLOSED: if the peer closed with bytes unread, epoll also reports EPOLLERR, which libevent
    /// reports only to readers and writers, and again in every turn. Returns false for descriptors that cannot hang up.
    bool listen(int fd, HangUpListener& listener)
    {
        epoll_event what{};
        what.events = EPOLLRDHUP;
        what.data.ptr = &listener;
        if (::epoll_ctl(hang_ups.get(), EPOLL_CTL_ADD, fd, &what) < 0) return false;
        if (++listeners == 1) event_add(hung_up.get(), nullptr);
        return true;
    }

    void ignore(int fd)
    {
        ::epoll_ctl(hang_ups.get(), EPOLL_CTL_DEL, fd, nullptr);
        if (--listeners == 0) event_del(hung_up.get());
    }

    void begin_turn()
    {
        if (!turn) turn = Clock::now();
    }

    [[nodiscard]] bool has_work() const
    {
        constexpr int OURS = 1;
        return !deferred.empty() || !timers.empty() ||
               event_base_get_num_events(base.get(), EVENT_BASE_COUNT_ADDED) > OURS;
    }

    [[nodiscard]] bool is_timer_due() const
    {
        return !timers.empty() && timers.begin()->first <= (turn ? *turn : Clock::now());
    }

    /// Calls back for ready descriptors; waits for them if there is nothing else to do.
    void run_ready()
    {
        const bool waits = deferred.empty() && !is_timer_due();
        if (waits && !timers.empty()) alarm.ring_by(timers.begin()->first);
        event_base_loop(base.get(), waits ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK);
    }

    /// Calls the timers that were due when this turn started. Timers started meanwhile, even without delay, wait for a
    /// later turn.
    void run_timers()
    {
        if (!is_timer_due()) return;
        begin_turn();
        while (is_timer_due()) timers.begin()->second->keep();
    }

    /// Runs the tasks deferred so far. Tasks that they defer wait for the next turn, so that watches are served first.
    void run_deferred()
    {
        if (deferred.empty()) return;
        begin_turn();
        const auto tasks = std::exchange(deferred, {});
        for (const auto& task : tasks) task();
    }
};

Loop::Loop() : inner_(std::make_unique<Inner>()) {}

Loop::~Loop() = default;

void Loop::run()
{
    while (!inner_->stopping && turn()) {
    }
    inner_->stopping = false;
}

bool Loop::turn()
{
    if (!inner_->has_work()) return false;
    inner_->run_ready();
    inner_->run_timers();
    inner_->run_deferred();
    inner_->turn.reset();
    return true;
}

void Loop::stop()
{
    inner_->stopping = true;
}

Clock::time_point Loop::now() const
{
    return inner_->turn ? *inner_->turn : Clock::now();
}

void Loop::defer(std::function<void()> task)
{
    inner_->deferred.push_back(std::move(task));
}

struct FdWatch::Inner final : HangUpListener {
    Loop::Inner& loop;
    int fd;
    std::function<void(Ready)> on_ready;
    UniqueEvent readable;
    UniqueEvent writable;
    UniqueEvent always; ///< used instead for descriptors that cannot be polled
    Interest unpolled = Interest::none;
    bool listens = false; ///< for hang-ups
    bool running = false;

    Inner(Loop::Inner& its_loop, int its_fd, std::function<void(Ready)> callback)
        : loop(its_loop),
          fd(its_fd),
          on_ready(std::move(callback)),
          readable(make_event(loop.base.get(), fd, EV_READ | EV_PERSIST, handle, this)),
          writable(make_event(loop.base.get(), fd, EV_WRITE | EV_PERSIST, handle, this)),
          always(make_event(loop.base.get(), -1, 0, handle_unpolled, this))
    {}
    ~Inner() { listen_for_hangup(false); }
    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

    static void handle(evutil_socket_t, short what, void* self)
    {
        auto& inner = *static_cast<Inner*>(self);
        inner.call({.read = (what & EV_READ) != 0, .write = (what & EV_WRITE) != 0, .hangup = false});
    }

    void hung_up() override { call({.read = false, .write = false, .hangup = true}); }

    static void handle_unpolled(evutil_socket_t, short, void* self)
    {
        auto& inner = *static_cast<Inner*>(self);
        inner.rearm_unpolled();
        const auto bits = static_cast<unsigned>(inner.unpolled);
        inner.call({.read = (bits & 1U) != 0, .write = (bits & 2U) != 0, .hangup = false});
    }

    void call(Ready ready)
    {
        loop.begin_turn();
        const Running now(running);
        on_ready(ready);
    }

    void rearm_unpolled()
    {
        const timeval at_once{};
        event_add(always.get(), &at_once);
    }

    void switch_one(event* one, bool wanted)
    {
        const bool is_on = event_pending(one, EV_READ | EV_WRITE, nullptr) != 0;
        if (is_on && !wanted) event_del(one);
        if (!is_on && wanted && event_add(one, nullptr) != 0) {
            const auto bit = one == readable.get() ? Interest::read : Interest::write;
            unpolled = static_cast<Interest>(static_cast<unsigned>(unpolled) | static_cast<unsigned>(bit));
        }
    }

    void listen_for_hangup(bool wanted)
    {
        if (wanted == listens) return;
        if (!wanted) loop.ignore(fd);
        listens = wanted && loop.listen(fd, *this);
    }
};

FdWatch::FdWatch(Loop& loop, int fd, std::function<void(Ready)> on_ready)
    : inner_(std::make_unique<Inner>(*loop.inner_, fd, std::move(on_ready)))
{}

FdWatch::~FdWatch()
{
    assert(!inner_->running && "a callback must not destroy its own watch: use Loop::defer");
}

void FdWatch::set(Interest interest)
{
    if (interest == interest_) return;
    interest_ = interest;
    const auto bits = static_cast<unsigned>(interest);
    inner_->unpolled = Interest::none;
    inner_->switch_one(inner_->readable.get(), (bits & 1U) != 0);
    inner_->switch_one(inner_->writable.get(), (bits & 2U) != 0);
    inner_->listen_for_hangup((bits & 4U) != 0);
    if (inner_->unpolled == Interest::none) event_del(inner_->always.get());
    else inner_->rearm_unpolled();
}

struct Timer::Inner final : DueCallback {
    Loop::Inner& loop;
    Timer& timer;
    std::function<void()> on_time;
    std::optional<Loop::Inner::DueCallbacks::iterator> place; ///< while it runs
    bool running = false;

    Inner(Loop::Inner& its_loop, Timer& its_timer, std::function<void()> callback)
        : loop(its_loop), timer(its_timer), on_time(std::move(callback))
    {}

    void stop()
    {
        if (const auto old = std::exchange(place, std::nullopt)) loop.timers.erase(*old);
        timer.running_ = false;
    }

    void keep() override
    {
        stop();
        const Running now(running);
        on_time();
    }
};

Timer::Timer(Loop& loop, std::function<void()> on_time)
    : inner_(std::make_unique<Inner>(*loop.inner_, *this, std::move(on_time)))
{}

Timer::~Timer()
{
    assert(!inner_->running && "a callback must not destroy its own timer: use Loop::defer");
    stop();
}

void Timer::start(std::chrono::microseconds after)
{
    stop();
    const auto due =
        Clock::now() + std::clamp<std::chrono::microseconds>(after, std::chrono::microseconds::zero(), LONGEST);
    inner_->place = inner_->loop.timers.emplace(due, inner_.get());
    running_ = true;
}

void Timer::stop()
{
    inner_->stop();
}

struct SignalWatch::Inner {
    Loop::Inner& loop;
    std::function<void()> on_signal;
    UniqueEvent delivery;
    bool running = false;

    Inner(Loop::Inner& its_loop, int signal, std::function<void()> callback)
        : loop(its_loop),
          on_signal(std::move(callback)),
          delivery(make_event(loop.base.get(), signal, EV_SIGNAL | EV_PERSIST, handle, this))
    {
        if (event_add(delivery.get(), nullptr) != 0) throw std::runtime_error("cannot watch a signal");
    }

    static void handle(evutil_socket_t, short, void* self)
    {
        auto& inner = *static_cast<Inner*>(self);
        inner.loop.begin_turn();
        const Running now(inner.running);
        inner.on_signal();
    }
};

SignalWatch::SignalWatch(Loop& loop, int signal, std::function<void()> on_signal)
    : inner_(std::make_unique<Inner>(*loop.inner_, signal, std::move(on_signal)))
{}

SignalWatch::~SignalWatch()
{
    assert(!inner_->running && "a callback must not destroy its own watch: use Loop::defer");
}

} // namespace cleat
