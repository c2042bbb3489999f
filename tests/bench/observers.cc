#include "tests/bench/observers.h"

#include "common/event/loop.h"
#include "common/net/connection.h"
#include "common/net/socket.h"
#include "common/proto/codec.h"
#include "tests/bench/sample.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace cleat::bench {

namespace {

constexpr std::chrono::milliseconds LOOK_EVERY{20};
constexpr std::chrono::seconds RIGHT_WITHIN{10};

std::int64_t nanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

/// The newest time on a screen; 0 where there is none.
std::int64_t time_on(const Screen& screen)
{
    for (auto row = screen.rows().rbegin(); row != screen.rows().rend(); ++row) {
        const std::string text = (*row)->text();
        const std::size_t begin = text.find(TIME_BEGIN);
        if (begin != std::string::npos && text.find(TIME_END, begin) != std::string::npos)
            return std::strtoll(text.c_str() + begin + 1, nullptr, 10);
    }
    return 0;
}

/// One who watches.
class Observer {
 public:
    Observer(Loop& loop, UniqueFd socket, const std::string& session)
        : connection_(loop, std::move(socket), MOST_TO_CLIENT,
                      {.on_frame = [this](std::string_view body) { on_frame(body); },
                       .on_drained = {},
                       .on_broken = [](const Error&) { std::_Exit(2); },
                       .on_closed = [] { std::_Exit(3); }})
    {
        Hello hello;
        hello.role = Role::observer;
        connection_.send(encode(ClientMessage(hello)));
        Attach attach;
        attach.session = session;
        attach.role = Role::observer;
        attach.history = attach.catch_up = 0;
        connection_.send(encode(ClientMessage(attach)));
    }

    [[nodiscard]] const Screen& screen() const { return screen_; }
    [[nodiscard]] std::int64_t time() const { return time_on(screen_); }
    [[nodiscard]] int steps() const { return steps_; }

 private:
    void on_frame(std::string_view body)
    {
        const auto envelope = decode_server_message(body);
        if (!envelope) std::_Exit(4);
        const auto* const step = std::get_if<Step>(&envelope->message);
        if (step == nullptr) return;
        screen_ = apply(screen_, step->update);
        ++steps_;
        connection_.send(encode(ClientMessage(Acknowledge{step->number})));
    }

    Screen screen_;
    int steps_ = 0;
    Connection connection_;
};

/// What the process of the observers does.
class Crowd {
 public:
    Crowd(UniqueFd orders, UniqueFd answers)
        : orders_(std::move(orders)),
          answers_(std::move(answers)),
          orders_watch_(loop_, orders_.get(), [this](FdWatch::Ready) { on_order(); }),
          look_(loop_, [this] { look(); })
    {}

    [[noreturn]] void run(const std::filesystem::path& socket, const std::string& session, int count)
    {
        for (int i = 0; i < count; ++i) {
            auto connected = connect_to(socket.string());
            if (!connected) std::_Exit(5);
            observers_.push_back(std::make_unique<Observer>(loop_, std::move(*connected), session));
        }
        orders_watch_.set(Interest::read);
        look_.start(LOOK_EVERY);
        loop_.run();
        std::_Exit(0);
    }

 private:
    void on_order()
    {
        std::array<char, 8'192> buffer;
        const ssize_t count = ::read(orders_.get(), buffer.data(), buffer.size());
        if (count <= 0) std::_Exit(0);
        order_.append(buffer.data(), static_cast<std::size_t>(count));
        if (order_ == "count") {
            counting_ = true;
            order_.clear();
        } else if (order_.back() == '\0') {
            counting_ = false;
            wanted_ = order_.substr(0, order_.size() - 1);
            until_ = Clock::now() + RIGHT_WITHIN;
            look();
        }
    }

    void look()
    {
        if (!ready_ &&
            std::all_of(observers_.begin(), observers_.end(), [](const auto& o) { return o->steps() > 0; })) {
            ready_ = true;
            say("ready\n");
        }
        const std::int64_t now = nanoseconds();
        if (counting_)
            for (const auto& observer : observers_)
                if (const std::int64_t time = observer->time(); time > 0)
                    ages_.add(static_cast<double>(now - time) / 1e6);
        if (wanted_) report();
        look_.start(LOOK_EVERY);
    }

    void report()
    {
        const auto right = std::count_if(observers_.begin(), observers_.end(),
                                         [this](const auto& o) { return o->screen().text() == *wanted_; });
        if (static_cast<std::size_t>(right) < observers_.size() && Clock::now() < until_) return;
        double steps = 0;
        for (const auto& observer : observers_) steps += observer->steps();
        say(std::to_string(ages_.percentile(50)) + " " + std::to_string(ages_.percentile(99)) + " " +
            std::to_string(steps / static_cast<double>(observers_.size())) + " " + std::to_string(right) + "\n");
        wanted_.reset();
    }

    void say(const std::string& text) { (void)!::write(answers_.get(), text.data(), text.size()); }

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
    bool counting_ = false;
    bool ready_ = false;
};

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

Pipe make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) throw std::runtime_error("cannot make a pipe");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::string line_from(int fd)
{
    std::string out;
    char byte = 0;
    pollfd watched{fd, POLLIN, 0};
    while (::poll(&watched, 1, 60'000) > 0 && ::read(fd, &byte, 1) == 1 && byte != '\n') out.push_back(byte);
    if (byte != '\n') throw std::runtime_error("the observers are gone");
    return out;
}

pid_t start(Pipe& orders, Pipe& answers, const std::filesystem::path& socket, const std::string& session, int count)
{
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    orders.write.reset();
    answers.read.reset();
    Crowd crowd(std::move(orders.read), std::move(answers.write));
    crowd.run(socket, session, count);
}

} // namespace

Observers::Observers(const std::filesystem::path& socket, const std::string& session, int count)
    : child_([&] {
          Pipe orders = make_pipe();
          Pipe answers = make_pipe();
          const pid_t pid = start(orders, answers, socket, session, count);
          tell_ = std::move(orders.write);
          hear_ = std::move(answers.read);
          return pid;
      }())
{
    if (child_.pid() < 0 || line_from(hear_.get()) != "ready") throw std::runtime_error("cannot start the observers");
}

void Observers::count_ages() const
{
    (void)!::write(tell_.get(), "count", 5);
}

Observers::Seen Observers::finish(const std::string& screen) const
{
    (void)!::write(tell_.get(), screen.c_str(), screen.size() + 1);
    Seen out;
    const std::string line = line_from(hear_.get());
    if (std::sscanf(line.c_str(), "%lf %lf %lf %d", &out.age_p50, &out.age_p99, &out.steps, &out.right) != 4)
        throw std::runtime_error("the observers said " + line);
    return out;
}

void write_times(double seconds, const std::string& mark, const std::filesystem::path& report)
{
    const std::int64_t began = nanoseconds();
    const auto length = static_cast<std::int64_t>(seconds * 1e9);
    std::uint64_t bytes = 0;
    std::int64_t now = began;
    std::string lines;
    while (now - began < length) {
        lines.clear();
        for (int i = 0; i < 8; ++i) {
            now = nanoseconds();
            lines += TIME_BEGIN + std::to_string(now) + TIME_END + " a line of a program that writes without end\n";
        }
        for (std::size_t written = 0; written < lines.size();) {
            const ssize_t count = ::write(STDOUT_FILENO, lines.data() + written, lines.size() - written);
            if (count <= 0) std::_Exit(1);
            written += static_cast<std::size_t>(count);
        }
        bytes += lines.size();
    }
    std::ofstream(report) << static_cast<double>(bytes) / (static_cast<double>(now - began) / 1e9) << std::endl;
    (void)!::write(STDOUT_FILENO, mark.data(), mark.size());
    while (true) ::pause();
}

} // namespace cleat::bench
