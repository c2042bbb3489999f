#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>

namespace cleat::bench {

namespace {

constexpr int KEYS = 600;
/// The pause between keys, so that each is typed on an idle terminal, as by a person.
constexpr std::chrono::milliseconds REST{15};
/// Characters that no control sequence contains, so that they can only be the echo.
constexpr std::string_view TYPED = "#%&";

struct Echo {
    std::string name;
    PlainTerminal terminal;
    Sample rested;   ///< microseconds
    Sample in_a_row; ///< microseconds, each key typed as soon as the one before was echoed
};

double type(PlainTerminal& terminal, std::string_view key)
{
    const auto began = Clock::now();
    terminal.type(key);
    terminal.until(key);
    return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

Echo open_echo(Way& way)
{
    way.open("echo", std::string("stty raw -echo; printf '") + std::string(MARK) + "'; exec cat");
    PlainTerminal terminal = way.attach("echo");
    terminal.until(MARK);
    terminal.settle(std::chrono::milliseconds(300));
    return {way.name(), std::move(terminal), {}, {}};
}

void print(const std::deque<Echo>& echoes, std::string_view title, Sample Echo::*sample)
{
    std::printf("\n%s, %zu keys each\n%-24s %10s %10s %10s %10s\n", title.data(), (echoes[0].*sample).count(), "",
                "p50 us", "p99 us", "p50 ratio", "p99 ratio");
    const Sample& bare = echoes[0].*sample;
    for (const Echo& echo : echoes) {
        const Sample& own = echo.*sample;
        std::printf("%-24s %10.0f %10.0f %10.2f %10.2f\n", echo.name.c_str(), own.median(), own.percentile(99),
                    own.median() / bare.median(), own.percentile(99) / bare.percentile(99));
    }
}

} // namespace

void measure_echo(const Setting& setting)
{
    const std::array<Way*, 3> ways{&setting.bare, &setting.cleat, &setting.tmux};
    std::deque<Echo> echoes;
    for (Way* const way : ways) echoes.push_back(open_echo(*way));
    const int keys = std::max(1, KEYS / setting.divisor);
    for (int i = 0; i < keys; ++i) {
        const std::string_view key = TYPED.substr(static_cast<std::size_t>(i) % TYPED.size(), 1);
        for (Echo& echo : echoes) {
            echo.rested.add(type(echo.terminal, key));
            echo.terminal.settle(REST);
        }
    }
    constexpr int ROW = 20;
    for (int i = 0; i < std::max(1, keys / ROW); ++i) {
        for (Echo& echo : echoes) {
            for (int j = 0; j < ROW; ++j)
                echo.in_a_row.add(type(echo.terminal, TYPED.substr(static_cast<std::size_t>(j) % TYPED.size(), 1)));
            echo.terminal.settle(REST);
        }
    }
    print(echoes, "keystroke echo, one key at a time", &Echo::rested);
    print(echoes, "keystroke echo, keys as fast as they are echoed", &Echo::in_a_row);
    echoes.clear();
    for (Way* const way : ways) way->close("echo");
}

} // namespace cleat::bench
