#include "common/model/reflow.h"
#include "common/terminal/terminal.h"
#include "tests/bench/model/parts.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace cleat::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr Size SIZE{.rows = 50, .columns = 200};

double milliseconds(Clock::duration time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

/// Coloured lines of up to 400 columns, about half of which wrap.
Terminal terminal_with(std::uint64_t lines)
{
    Terminal terminal(SIZE, {.lines = lines, .bytes = 256U << 20});
    std::string line;
    for (std::uint64_t i = 0; i < lines + static_cast<std::uint64_t>(SIZE.rows); ++i) {
        line = "\x1b[3" + std::to_string(i % 8) + "m" + std::to_string(i) + "\x1b[0m";
        while (line.size() < i * 37 % 400) line += " the quick brown fox";
        terminal.feed(line + "\r\n");
    }
    return terminal;
}

void print(const char* what, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    std::printf("%-44s %9.2f ms, at most %.2f\n", what, times[times.size() / 2], times.back());
}

/// Resizes from `SIZE` to `size` and back, each time after output, so that each resize starts from scratch.
void measure(Terminal& terminal, const char* what, Size size, int times)
{
    std::vector<double> taken;
    for (int i = 0; i < times; ++i)
        for (const auto to : {size, SIZE}) {
            terminal.feed("\r");
            const auto begin = Clock::now();
            terminal.resize(to);
            taken.push_back(milliseconds(Clock::now() - begin));
        }
    print(what, taken);
}

} // namespace

void measure_resize(std::size_t lines)
{
    auto terminal = terminal_with(lines);
    const auto& history = terminal.history();
    std::printf("\nresizes of 50x200 with %zu lines of history (%.1f MB), there and back\n",
                static_cast<std::size_t>(history.end() - history.first()), static_cast<double>(history.bytes()) / 1e6);
    measure(terminal, "to 50x120", {.rows = 50, .columns = 120}, 10);
    measure(terminal, "to 24x80", {.rows = 24, .columns = 80}, 10);
    measure(terminal, "to 10x20", {.rows = 10, .columns = 20}, 10);
    measure(terminal, "to 1000x250, 950 rows of it from the history", {.rows = 1000, .columns = 250}, 10);

    // Not part of a resize: history is laid out only when it is shown.
    const auto begin = Clock::now();
    const auto words = std::make_shared<Dictionary>();
    std::size_t rows = 0;
    for (auto line = history.end() - std::min<std::uint64_t>(1'000, lines); line < history.end(); ++line)
        rows += lay_out(history.rows(line), 80, words).size();
    std::printf("%-44s %9.2f ms (%zu rows)\n", "laying out the newest 1,000 lines at 80",
                milliseconds(Clock::now() - begin), rows);
}

} // namespace cleat::bench
