#include "tests/bench/observers.h"

#include "common/conversation/server_connection.h"
#include "common/conversation/session_mirror.h"
#include "common/event/loop.h"
#include "common/socket/socket.h"
#include "tests/bench/flood.h"
#include "tests/bench/sample.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace cleat::bench {

namespace {

constexpr std::chrono::milliseconds LOOK_EVERY{20};
constexpr std::size_t LOOK_AT_ONE_IN = 10;
constexpr std::chrono::seconds RIGHT_WITHIN{10};

/// The newest time on a screen; 0 if there is none.
std::int64_t time_on(const Screen& screen)
{
    for (auto row = screen.rows().rbegin(); row != screen.rows().rend(); ++row)
        if (const std::int64_t time = time_in((*row)->text()); time > 0) return time;
    return 0;
}

/// One observer.
class Observer {
 public:
    Observer(Loop& loop, UniqueFd socket, const std::string& session)
        : server_(loop, std::move(socket), std::nullopt,
                  {.on_push = [this](Push& push) { take(push); },
                   .on_drained = {},
                   .explain = {},
                   .on_over = [](ServerConnection::Over, const Error&) { std::_Exit(3); }})
    {
        server_.greet({.role = Role::observer}, [](const Reply<Welcome>& reply) {
            if (!reply) std::_Exit(2);
        });
        Attach attach;
        attach.session = session;
        attach.role = Role::observer;
        attach.history = attach.catch_up = 0;
        server_.ask_for<Attached>(attach, [this](const Reply<Attached>& reply) {
            if (!reply) std::_Exit(2);
            mirror_.take(*reply);
        });
    }

    [[nodiscard]] const Screen& screen() const { return mirror_.screen(); }
    [[nodiscard]] std::int64_t time() const { return time_on(screen()); }
    [[nodiscard]] int steps() const { return steps_; }

 private:
    void take(Push& push)
    {
        auto* const step = std::get_if<Step>(&push);
        if (step == nullptr) return;
        if (!mirror_.take(std::move(*step))) std::_Exit(4);
        ++steps_;
        mirror_.drawn();
        if (const auto acknowledgement = mirror_.acknowledge()) server_.send(*acknowledgement);
    }

    SessionMirror mirror_{Role::observer};
    int steps_ = 0;
    ServerConnection server_;
};

/// The observers' process.
class Crowd {
 public:
    explicit Crowd(Offshoot::Ends ends)
        : orders_(std::move(ends.orders)),
          answers_(std::move(ends.answers)),
          orders_watch_(loop_, orders_.get(), [this](FdWatch::Ready) { on_order(); }),
          look_(loop_, [this] { look(); })
    {}

    void run(const std::filesystem::path& socket, const std::string& session, int count)
    {
        for (int i = 0; i < count; ++i) {
            auto connected = connect_to(socket.string());
            if (!connected) std::_Exit(5);
            observers_.push_back(std::make_unique<Observer>(loop_, std::move(*connected), session));
        }
        orders_watch_.set(Interest::read);
        look_.start(LOOK_EVERY);
        loop_.run();
    }

 private:
    void on_order()
    {
        std::array<char, 8'192> buffer;
        const ssize_t count = ::read(orders_.get(), buffer.data(), buffer.size());
        if (count <= 0) std::_Exit(0);
        order_.append(buffer.data(), static_cast<std::size_t>(count));
        for (std::size_t end = order_.find('\0'); end != std::string::npos; end = order_.find('\0')) {
            take_order(order_.substr(0, end));
            order_.erase(0, end + 1);
        }
    }

    /// An order is "count", or the text of a screen to wait for.
    void take_order(std::string order)
    {
        counting_ = order == "count";
        if (counting_) return;
        wanted_ = std::move(order);
        until_ = Clock::now() + RIGHT_WITHIN;
        look();
    }

    void look()
    {
        if (!ready_ &&
            std::all_of(observers_.begin(), observers_.end(), [](const auto& o) { return o->steps() > 0; })) {
            ready_ = true;
            say_line(answers_, "ready");
        }
        if (counting_) look_at_some();
        if (wanted_) report();
        look_.start(LOOK_EVERY);
    }

    /// Looks at different observers each time: looking at a thousand screens takes time that they need for steps.
    void look_at_some()
    {
        const std::int64_t now = nanoseconds_now();
        for (std::size_t i = looks_++ % LOOK_AT_ONE_IN; i < observers_.size(); i += LOOK_AT_ONE_IN)
            if (const std::int64_t time = observers_[i]->time(); time > 0)
                ages_.add(static_cast<double>(now - time) / 1e6);
    }

    void report()
    {
        const auto right = std::count_if(observers_.begin(), observers_.end(),
                                         [this](const auto& o) { return o->screen().text() == *wanted_; });
        if (static_cast<std::size_t>(right) < observers_.size() && Clock::now() < until_) return;
        double steps = 0;
        for (const auto& observer : observers_) steps += observer->steps();
        say_line(answers_, std::to_string(ages_.percentile(50)) + " " + std::to_string(ages_.percentile(99)) + " " +
                               std::to_string(steps / static_cast<double>(observers_.size())) + " " +
                               std::to_string(right));
        wanted_.reset();
    }

    Loop loop_;
    UniqueFd orders_;
    UniqueFd answers_;
    FdWatch orders_watch_;
    Timer look_;
    std::vector<std::unique_ptr<Observer>> observers_;
    std::string order_;
    std::optional<std::string> wanted_;
    Clock::time_point until_;
    Sample ages_;
    std::size_t looks_ = 0;
    bool counting_ = false;
    bool ready_ = false;
};

} // namespace

Observers::Observers(const std::filesystem::path& socket, const std::string& session, int count)
    : process_([&](Offshoot::Ends ends) { Crowd(std::move(ends)).run(socket, session, count); })
{
    if (process_.hear() != "ready") throw std::runtime_error("cannot start the observers");
}

Observers::Seen Observers::finish(const std::string& screen) const
{
    process_.write_line(screen);
    Seen out;
    const std::string line = process_.hear();
    if (std::sscanf(line.c_str(), "%lf %lf %lf %d", &out.age_p50, &out.age_p99, &out.steps, &out.right) != 4)
        throw std::runtime_error("the observers said " + line);
    return out;
}

} // namespace cleat::bench
