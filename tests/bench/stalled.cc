#include "tests/bench/flood.h"
#include "tests/bench/memory.h"
#include "tests/bench/observers.h"
#include "tests/bench/parts.h"
#include "tests/bench/verdict.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>

namespace cleat::bench {

namespace {

constexpr int OBSERVERS = 1'000;
/// The time until the history is full and its memory is allocated.
constexpr std::chrono::seconds WARM_UP{4};
/// Longer than the server waits for an acknowledgement.
constexpr std::chrono::seconds SETTLED{5};
constexpr std::chrono::seconds FLAT_FOR{60};
constexpr double MAX_EACH = 32;
/// In KiB per observer. A screen more for each would be at least 10.
constexpr double MAX_GROWTH = 1;

/// The minimum and maximum memory of the worker over a period, sampled ten times a second while the terminal is read.
struct Range {
    double least = 0;
    double most = 0;
};

Range watch(PlainTerminal& controller, pid_t worker, std::chrono::milliseconds time)
{
    const double first = private_memory(worker);
    Range out{first, first};
    const auto end = Clock::now() + time;
    auto next = Clock::now();
    while (Clock::now() < end) {
        controller.settle(std::chrono::milliseconds(0));
        if (Clock::now() < next) continue;
        next += std::chrono::milliseconds(100);
        const double now = private_memory(worker);
        out = {std::min(out.least, now), std::max(out.most, now)};
    }
    return out;
}

} // namespace

void measure_stalled(const Setting& setting)
{
    const std::chrono::milliseconds flat_for = std::chrono::milliseconds(FLAT_FOR) / setting.divisor;
    InCleat cleat; // a new server: earlier measurements leave memory that is reused
    cleat.open("flood", flood_script(1e6, setting.directory / "rate"));
    PlainTerminal controller = cleat.attach("flood");
    const pid_t worker = cleat.servers().front().second;
    (void)watch(controller, worker, WARM_UP);
    const Range before = watch(controller, worker, SETTLED);

    std::deque<Observers> halves;
    std::vector<Range> with;
    for (int half = 0; half < 2; ++half) {
        halves.emplace_back(cleat.socket(), "flood", OBSERVERS / 2).stop();
        with.push_back(watch(controller, worker, SETTLED));
    }
    const Range settled = watch(controller, worker, SETTLED);
    const Range later = watch(controller, worker, flat_for);

    const auto each = [](double now, double then, int count) { return (now - then) / count; };
    std::printf("\nthe worker's private memory with %d stopped observers, while a program writes continuously\n"
                "  KiB: %.0f to %.0f with none, %.0f to %.0f with half of them, %.0f to %.0f with all, "
                "%.0f to %.0f in the %.0f s after\n",
                OBSERVERS, before.least, before.most, with[0].least, with[0].most, with[1].least, with[1].most,
                later.least, later.most, std::chrono::duration<double>(flat_for).count());
    print_at_most("KiB per observer, maximum", MAX_EACH, each(with[1].most, before.least, OBSERVERS));
    print_at_most("KiB per observer of the second half, maximum", MAX_EACH,
                  each(with[1].most, with[0].least, OBSERVERS / 2));
    print_at_most("KiB per observer, later", MAX_EACH, each(later.most, before.least, OBSERVERS));
    print_at_most("KiB of growth per observer", MAX_GROWTH, each(later.most, settled.most, OBSERVERS));
    halves.clear();
}

} // namespace cleat::bench
