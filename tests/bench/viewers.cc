#include "tests/bench/cpu_time.h"
#include "tests/bench/gate.h"
#include "tests/bench/observers.h"
#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>

namespace cleat::bench {

namespace {

constexpr int ROUNDS = 7;
/// How long the program writes without end in each round.
constexpr double SECONDS = 2;
constexpr std::chrono::milliseconds BETWEEN_KEYS{10};
constexpr double MIB = 1U << 20;

/// Who watches while the program writes, and what came of it.
struct Crowd {
    std::string name;
    int count = 0;
    bool is_stopped = false;
    Sample rate;   ///< bytes of the program in a second
    Sample cpu;    ///< milliseconds of the worker for each MiB
    Sample echo;   ///< 99th percentiles of each round, in microseconds, in another session
    Sample memory; ///< KiB of the worker at the end of each round
    Sample age_p50;
    Sample age_p99;
    Sample steps; ///< shown to each in a second
    int wrong = 0;
};

/// Memory that a process has in use, in KiB.
double memory_of(pid_t pid)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
    return 0;
}

double type(PlainTerminal& terminal, std::string_view key)
{
    const auto began = Clock::now();
    terminal.type(key);
    terminal.until(key);
    return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

void measure(Crowd& crowd, const Setting& setting, const Gate& gate, PlainTerminal& other)
{
    const std::filesystem::path report = setting.directory / "rate";
    std::filesystem::remove(report);
    const double seconds = SECONDS / std::min(4, setting.divisor);
    setting.cleat.open("flood", gate.line() + "exec '" + std::filesystem::read_symlink("/proc/self/exe").string() +
                                    "' write-times " + std::to_string(seconds) + " '" + report.string() + "'");
    PlainTerminal controller = setting.cleat.attach("flood");
    std::unique_ptr<Observers> observers;
    if (crowd.count > 0) observers = std::make_unique<Observers>(setting.cleat.socket(), "flood", crowd.count);
    if (crowd.is_stopped) observers->stop();
    controller.settle(std::chrono::milliseconds(200));

    const pid_t worker = setting.cleat.servers().front().second;
    const double before = cpu_time(worker);
    (void)gate.open();
    if (observers && !crowd.is_stopped) observers->count_ages();
    Sample echo;
    for (int i = 0; !std::filesystem::exists(report); ++i) {
        echo.add(type(other, i % 2 == 0 ? "#" : "%"));
        controller.settle(std::chrono::milliseconds(0));
        other.settle(BETWEEN_KEYS);
    }
    controller.until(MARK);
    double rate = 0;
    std::ifstream(report) >> rate;
    crowd.rate.add(rate);
    crowd.cpu.add((cpu_time(worker) - before) * 1e3 / (rate * seconds / MIB));
    crowd.echo.add(echo.percentile(99));
    crowd.memory.add(memory_of(worker));
    if (observers && !crowd.is_stopped) {
        const Observers::Seen seen = observers->finish(setting.cleat.screen("flood"));
        crowd.age_p50.add(seen.age_p50);
        crowd.age_p99.add(seen.age_p99);
        crowd.steps.add(seen.steps / seconds);
        crowd.wrong += crowd.count - seen.right;
    }
    observers.reset();
    setting.cleat.close("flood");
}

void print(const std::vector<Crowd>& crowds)
{
    const Crowd& alone = crowds.front();
    std::printf("\na program that writes without end, with one controller and those who watch, %zu rounds\n"
                "%-18s %7s %7s %7s %8s %9s %7s %9s %8s %8s %8s %6s\n",
                alone.rate.count(), "", "MB/s", "ratio", "lowest", "cpu/MiB", "echo p99", "ratio", "KiB each",
                "age p50", "age p99", "steps/s", "wrong");
    for (const Crowd& crowd : crowds) {
        const Sample ratios = crowd.rate.over(alone.rate);
        const double each = crowd.count > 0 ? (crowd.memory.median() - alone.memory.median()) / crowd.count : 0;
        std::printf("%-18s %7.1f %7.2f %7.2f %8.2f %9.0f %7.2f %9.1f %8.1f %8.1f %8.1f %6d\n", crowd.name.c_str(),
                    crowd.rate.median() / 1e6, ratios.median(), ratios.percentile(0), crowd.cpu.median(),
                    crowd.echo.median(), crowd.echo.over(alone.echo).median(), each, crowd.age_p50.median(),
                    crowd.age_p99.percentile(100), crowd.steps.median(), crowd.wrong);
    }
}

} // namespace

void measure_viewers(const Setting& setting)
{
    std::vector<Crowd> crowds(6);
    crowds[0].name = "nobody";
    crowds[1].name = "nobody, again";
    crowds[2] = {.name = "1 stopped", .count = 1, .is_stopped = true};
    crowds[3] = {.name = "100 stopped", .count = 100, .is_stopped = true};
    crowds[4] = {.name = "100 watching", .count = 100};
    crowds[5] = {.name = "1000 watching", .count = 1'000};
    const Gate gate(setting.directory / "gate");
    setting.cleat.open("other", "stty raw -echo; printf '" + std::string(MARK) + "'; exec cat");
    PlainTerminal other = setting.cleat.attach("other");
    other.until(MARK);
    other.settle(std::chrono::milliseconds(300));

    Crowd warm_up{.name = "warm-up"};
    measure(warm_up, setting, gate, other);
    for (int round = 0; round < std::max(1, ROUNDS / setting.divisor); ++round)
        for (Crowd& crowd : crowds) measure(crowd, setting, gate, other);
    print(crowds);
    setting.cleat.close("other");
    std::filesystem::remove(setting.directory / "gate");
}

} // namespace cleat::bench
