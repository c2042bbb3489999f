#include "tests/bench/clients.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/flood.h"
#include "tests/bench/gate.h"
#include "tests/bench/observers.h"
#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"
#include "tests/bench/verdict.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <fstream>
#include <memory>

namespace cleat::bench {

namespace {

constexpr int ROUNDS = 9;
/// How long the program writes continuously in each round.
constexpr double SECONDS = 3;
constexpr int BETWEEN_KEYS_MS = 5;
constexpr double MIB = 1U << 20;
/// Terminal sizes of the clients that observe in addition to a thousand connections.
const std::vector<Size> CLIENT_SIZES{{24, 80}, {24, 80}, {24, 80},  {24, 80},  {24, 80},
                                     {5, 20},  {10, 40}, {50, 132}, {24, 100}, {200, 500}};

/// The observers while the program writes, and the measurements.
struct Crowd {
    std::string name;
    int count = 0;
    bool is_stopped = false;
    bool has_clients = false;
    Sample rate;       ///< output of the program, bytes per second
    Sample worker;     ///< CPU milliseconds per MiB
    Sample keeper;     ///< CPU milliseconds per MiB
    Sample echo;       ///< p99 of each round, in microseconds, for the controller of that session
    Sample other_echo; ///< p99 of each round, in microseconds, for the controller of another session
    Sample age_p50;
    Sample age_p99;
    Sample steps; ///< per observer and second
    int wrong = 0;
    int wrong_clients = 0;

    [[nodiscard]] Sample cpu() const { return worker.plus(keeper); }
};

/// A controller, and the keys that it types, each different from the one before.
struct Typist {
    PlainTerminal& terminal;
    std::string_view keys;
    std::size_t next = 0;
    Sample echo; ///< microseconds

    void type()
    {
        terminal.settle(std::chrono::milliseconds(0));
        const std::string_view key = keys.substr(next++ % keys.size(), 1);
        const auto began = Clock::now();
        terminal.type(key);
        terminal.until(key);
        echo.add(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
    }
};

/// Reads the output of both terminals for a moment.
void rest(PlainTerminal& flooded, PlainTerminal& other)
{
    for (int i = 0; i < BETWEEN_KEYS_MS; ++i) {
        flooded.settle(std::chrono::milliseconds(0));
        other.settle(std::chrono::milliseconds(1));
    }
}

/// Types keys in both sessions alternately, until the program has finished its output.
void type_meanwhile(Crowd& crowd, const std::filesystem::path& report, PlainTerminal& controller, PlainTerminal& other)
{
    Typist here{controller, FLOOD_KEYS, 0, {}};
    Typist there{other, "#%", 0, {}};
    while (!std::filesystem::exists(report)) {
        there.type();
        rest(controller, other);
        if (std::filesystem::exists(report)) break;
        here.type();
        rest(controller, other);
    }
    crowd.echo.add(here.echo.percentile(99));
    crowd.other_echo.add(there.echo.percentile(99));
}

struct Cpu {
    double worker = 0;
    double keeper = 0;
};

Cpu cpu_of(const InCleat& cleat)
{
    Cpu out;
    for (const auto& [name, pid] : cleat.servers()) (name == "keeper" ? out.keeper : out.worker) = cpu_time(pid);
    return out;
}

void look_at_ends(Crowd& crowd, const test::Server& server, const Observers* observers, const Clients* clients,
                  double seconds)
{
    if (observers != nullptr && !crowd.is_stopped) {
        const Observers::Seen seen = observers->finish(server.screen("flood"));
        crowd.age_p50.add(seen.age_p50);
        crowd.age_p99.add(seen.age_p99);
        crowd.steps.add(seen.steps / seconds);
        crowd.wrong += crowd.count - seen.right;
    }
    if (clients != nullptr)
        crowd.wrong_clients += clients->count_wrong(SIZE, server.ok({"snapshot", "flood", "--format", "ansi"}));
}

void measure(Crowd& crowd, const Setting& setting, const Gate& gate, PlainTerminal& other)
{
    const test::Server& server = setting.cleat.server();
    const std::filesystem::path report = setting.directory / "rate";
    std::filesystem::remove(report);
    const double seconds = SECONDS / std::min(4, setting.divisor);
    setting.cleat.open("flood", "printf ready; " + gate.line() + flood_script(seconds, report));
    PlainTerminal controller = setting.cleat.attach("flood");
    std::unique_ptr<Observers> observers;
    std::unique_ptr<Clients> clients;
    if (crowd.count > 0) observers = std::make_unique<Observers>(setting.cleat.socket(), "flood", crowd.count);
    if (crowd.is_stopped) observers->stop();
    if (crowd.has_clients) clients = std::make_unique<Clients>(server, "flood", CLIENT_SIZES);
    controller.settle(std::chrono::milliseconds(200));

    const Cpu before = cpu_of(setting.cleat);
    (void)gate.open();
    if (observers && !crowd.is_stopped) observers->count_ages();
    type_meanwhile(crowd, report, controller, other);
    controller.type(std::string_view(&FLOOD_END, 1));
    controller.until(MARK);
    const Cpu after = cpu_of(setting.cleat);
    double rate = 0;
    std::ifstream(report) >> rate;
    const double mib = rate * seconds / MIB;
    crowd.rate.add(rate);
    crowd.worker.add((after.worker - before.worker) * 1e3 / mib);
    crowd.keeper.add((after.keeper - before.keeper) * 1e3 / mib);
    look_at_ends(crowd, server, observers.get(), clients.get(), seconds);
    clients.reset();
    observers.reset();
    setting.cleat.close("flood");
}

void print_table(const std::vector<Crowd>& crowds)
{
    const Crowd& alone = crowds.front();
    std::printf("\na program that writes continuously, with a controller and observers, %zu rounds: medians\n"
                "%-24s %6s %6s %7s %7s %9s %6s %9s %6s %8s %8s %8s %6s\n",
                alone.rate.count(), "", "MB/s", "ratio", "worker", "keeper", "echo p99", "ratio", "elsewhere", "ratio",
                "age p50", "age p99", "steps/s", "wrong");
    for (const Crowd& crowd : crowds)
        std::printf("%-24s %6.1f %6.2f %7.2f %7.3f %9.0f %6.2f %9.0f %6.2f %8.1f %8.1f %8.1f %6d\n", crowd.name.c_str(),
                    crowd.rate.median() / 1e6, crowd.rate.over(alone.rate).median(), crowd.worker.median(),
                    crowd.keeper.median(), crowd.echo.median(), crowd.echo.over(alone.echo).median(),
                    crowd.other_echo.median(), crowd.other_echo.over(alone.other_echo).median(), crowd.age_p50.median(),
                    crowd.age_p99.median(), crowd.steps.median(), crowd.wrong + crowd.wrong_clients);
    std::printf("worker, keeper: CPU ms per MiB of the program's output; echo: us, in that session and elsewhere, in "
                "another one; age: ms\n");
}

/// Stopped observers must have no effect: the median ratio must be within the middle half of the ratios without any.
void print_unnoticed(const Crowd& crowd, const Crowd& alone, const Crowd& again)
{
    const auto at_most = [&](const char* what, const Sample& seen, const Sample& base, const Sample& null) {
        print_at_most(crowd.name + ": " + what, null.over(base).percentile(75), seen.over(base).median());
    };
    print_at_least(crowd.name + ": the program's rate, over that with none", again.rate.over(alone.rate).percentile(25),
                   crowd.rate.over(alone.rate).median());
    at_most("CPU time of worker and keeper, likewise", crowd.cpu(), alone.cpu(), again.cpu());
    at_most("echo p99 of the controller, likewise", crowd.echo, alone.echo, again.echo);
    at_most("echo p99 in another session, likewise", crowd.other_echo, alone.other_echo, again.other_echo);
}

void print_noticed(const Crowd& crowd, const Crowd& alone, double least_rate)
{
    print_at_least(crowd.name + ": the program's rate, over that with none", least_rate,
                   crowd.rate.over(alone.rate).median());
    print_at_most(crowd.name + ": echo p99 in another session, likewise", 2,
                  crowd.other_echo.over(alone.other_echo).median());
    print_at_most(crowd.name + ": age of a screen, p99, worst round, ms", 250, crowd.age_p99.percentile(100));
    print_at_most(crowd.name + ": wrong screens at the end", 0, crowd.wrong);
    if (crowd.has_clients) print_at_most(crowd.name + ": wrong clients at the end", 0, crowd.wrong_clients);
}

void print_spread(const Crowd& alone, const Crowd& again)
{
    const auto print = [](const char* what, const Sample& pairs) {
        std::printf("  %-66s middle half %.2f to %.2f, all %.2f to %.2f\n", what, pairs.percentile(25),
                    pairs.percentile(75), pairs.percentile(0), pairs.percentile(100));
    };
    std::printf("\ntwo runs without observers, one over the other\n");
    print("the program's rate", again.rate.over(alone.rate));
    print("CPU time of worker and keeper", again.cpu().over(alone.cpu()));
    print("echo p99 of the controller", again.echo.over(alone.echo));
    print("echo p99 in another session", again.other_echo.over(alone.other_echo));
}

} // namespace

void measure_viewers(const Setting& setting)
{
    std::vector<Crowd> crowds(6);
    crowds[0].name = "none";
    crowds[1].name = "none, again";
    crowds[2] = {.name = "1 stopped", .count = 1, .is_stopped = true};
    crowds[3] = {.name = "100 stopped", .count = 100, .is_stopped = true};
    crowds[4] = {.name = "100 running", .count = 100};
    crowds[5] = {.name = "1000 running, 10 clients", .count = 1'000, .has_clients = true};
    const Gate gate(setting.directory / "gate");
    setting.cleat.open("other", "stty raw -echo; printf '" + std::string(MARK) + "'; exec cat");
    PlainTerminal other = setting.cleat.attach("other");
    other.until(MARK);
    other.settle(std::chrono::milliseconds(300));

    Crowd warm_up{.name = "warm-up"};
    measure(warm_up, setting, gate, other);
    for (int round = 0; round < std::max(1, ROUNDS / setting.divisor); ++round) {
        // Forward and backward alternately, so that gradual changes in speed affect all of them.
        std::vector<Crowd*> order;
        for (Crowd& crowd : crowds) order.push_back(&crowd);
        if (round % 2 == 1) std::reverse(order.begin(), order.end());
        for (Crowd* const crowd : order) measure(*crowd, setting, gate, other);
    }
    print_table(crowds);
    print_spread(crowds[0], crowds[1]);
    std::printf("\ntargets\n");
    print_unnoticed(crowds[2], crowds[0], crowds[1]);
    print_unnoticed(crowds[3], crowds[0], crowds[1]);
    print_noticed(crowds[4], crowds[0], 0.9);
    print_noticed(crowds[5], crowds[0], 0.5);
    setting.cleat.close("other");
    std::filesystem::remove(setting.directory / "gate");
}

} // namespace cleat::bench
