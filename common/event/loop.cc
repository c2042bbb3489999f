#include "common/event/loop.h"

#include "common/base/unique_fd.h"

#include <event2/event.h>

#include <sys/epoll.h>
#include <sys/time.h>

#include <algorithm>
#include <cassert>
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

/// A base for one thread whose timers are as fine as the clock. The default, coarse clock would end an 8 ms pause
/// after 4.
event_base* make_base()
{
    event_set_log_callback([](int, const char*) {}); // what fails is told by return values
    event_config* config = event_config_new();
    if (config == nullptr) return nullptr;
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
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

timeval to_timeval(std::chrono::microseconds time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    timeval result{};
    result.tv_sec = static_cast<time_t>(seconds.count());
    result.tv_usec = static_cast<suseconds_t>((time - seconds).count());
    return result;
}

/// True while a callback runs, for the assertion that it does not destroy the watch it was called by.
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
    std::unique_ptr<event_base, FreeBase> base{make_base()};
    std::vector<std::function<void()>> deferred;
    std::optional<Clock::time_point> turn; ///< when this turn's first callback began; none between turns
    bool stopping = false;

    void begin_turn()
    {
        if (!turn) turn = Clock::now();
    }

    /// Runs what was deferred so far; what that defers waits for the next turn, so that watches get their share.
    void run_deferred()
    {
        if (deferred.empty()) return;
        begin_turn();
        const auto tasks = std::exchange(deferred, {});
        for (const auto& task : tasks) task();
    }
};

Loop::Loop() : inner_(std::make_unique<Inner>())
{
    if (!inner_->base) throw std::runtime_error("cannot set up an event loop");
}

Loop::~Loop() = default;

void Loop::run()
{
    while (!inner_->stopping) {
        inner_->turn.reset();
        const int how = inner_->deferred.empty() ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK;
        const int outcome = event_base_loop(inner_->base.get(), how);
        const bool nothing_watched = outcome != 0;
        const bool nothing_deferred = inner_->deferred.empty();
        inner_->run_deferred();
        if (nothing_watched && nothing_deferred) break;
    }
    inner_->turn.reset();
    inner_->stopping = false;
}

void Loop::stop()
{
    inner_->stopping = true;
}

Clock::time_point Loop::now() const
{
    return inner_->turn.value_or(Clock::now());
}

void Loop::defer(std::function<void()> task)
{
    inner_->deferred.push_back(std::move(task));
}

struct FdWatch::Inner {
    Loop::Inner& loop;
    int fd;
    std::function<void(Ready)> on_ready;
    UniqueEvent readable;
    UniqueEvent writable;
    UniqueFd hang_ups;   ///< an epoll of its own, while hang-ups are listened for
    UniqueEvent hung_up; ///< on that
    UniqueEvent always;  ///< stands in for descriptors that cannot be polled
    Interest unpolled = Interest::none;
    bool running = false;

    Inner(Loop::Inner& its_loop, int its_fd, std::function<void(Ready)> callback)
        : loop(its_loop),
          fd(its_fd),
          on_ready(std::move(callback)),
          readable(make_event(loop.base.get(), fd, EV_READ | EV_PERSIST, handle, this)),
          writable(make_event(loop.base.get(), fd, EV_WRITE | EV_PERSIST, handle, this)),
          always(make_event(loop.base.get(), -1, 0, handle_unpolled, this))
    {}

    static void handle(evutil_socket_t, short what, void* self)
    {
        auto& inner = *static_cast<Inner*>(self);
        inner.call({.read = (what & EV_READ) != 0, .write = (what & EV_WRITE) != 0, .hangup = false});
    }

    static void handle_hangup(evutil_socket_t, short, void* self)
    {
        static_cast<Inner*>(self)->call({.read = false, .write = false, .hangup = true});
    }

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

    /// Not by EV_CLOSED: where the other end closed with bytes unread, epoll says EPOLLERR too, which libevent tells
    /// those who read or write, and nobody else, in every turn anew. A descriptor that cannot be polled does not hang
    /// up.
    void listen_for_hangup(bool wanted)
    {
        if (wanted == (hung_up != nullptr)) return;
        hung_up.reset();
        hang_ups.reset();
        if (!wanted) return;
        hang_ups = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
        epoll_event what{};
        what.events = EPOLLRDHUP;
        if (!hang_ups || ::epoll_ctl(hang_ups.get(), EPOLL_CTL_ADD, fd, &what) < 0) return hang_ups.reset();
        hung_up = make_event(loop.base.get(), hang_ups.get(), EV_READ | EV_PERSIST, handle_hangup, this);
        event_add(hung_up.get(), nullptr);
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

struct Timer::Inner {
    Loop::Inner& loop;
    Timer& timer;
    std::function<void()> on_time;
    UniqueEvent expiry;
    bool running = false;

    Inner(Loop::Inner& its_loop, Timer& its_timer, std::function<void()> callback)
        : loop(its_loop),
          timer(its_timer),
          on_time(std::move(callback)),
          expiry(make_event(loop.base.get(), -1, 0, handle, this))
    {}

    static void handle(evutil_socket_t, short, void* self)
    {
        auto& inner = *static_cast<Inner*>(self);
        inner.loop.begin_turn();
        inner.timer.running_ = false;
        const Running now(inner.running);
        inner.on_time();
    }
};

Timer::Timer(Loop& loop, std::function<void()> on_time)
    : inner_(std::make_unique<Inner>(*loop.inner_, *this, std::move(on_time)))
{}

Timer::~Timer()
{
    assert(!inner_->running && "a callback must not destroy its own timer: use Loop::defer");
}

void Timer::start(std::chrono::microseconds after)
{
    const timeval time = to_timeval(std::max(after, std::chrono::microseconds::zero()));
    running_ = event_add(inner_->expiry.get(), &time) == 0;
}

void Timer::stop()
{
    running_ = false;
    event_del(inner_->expiry.get());
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
