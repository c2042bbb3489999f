#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace cleat::bench {

namespace {

constexpr int TIMES = 40;
constexpr int LINES = 10'000;

struct Attach {
    std::string name;
    const Way& way;
    std::vector<std::string> options;
    Sample milliseconds;
    std::uint64_t bytes = 0;
};

void attach_once(Attach& attach)
{
    const auto began = Clock::now();
    PlainTerminal terminal = attach.way.attach("full", attach.options);
    terminal.until(MARK);
    attach.milliseconds.add(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    terminal.settle(std::chrono::milliseconds(50));
    attach.bytes = terminal.bytes();
}

} // namespace

void measure_attach(const Setting& setting)
{
    const std::filesystem::path file = setting.directory / "history";
    write_lines(file, Look::coloured, LINES + SIZE.rows);
    const std::string script = "cat '" + file.string() + "'; printf '" + std::string(MARK) + "'; exec cat >/dev/null";
    const std::array<Way*, 2> ways{&setting.cleat, &setting.tmux};
    for (Way* const way : ways) way->open("full", script);
    for (Way* const way : ways) way->until_shown("full", std::string(MARK));

    std::array<Attach, 4> attaches{{{"tmux attach", setting.tmux, {}, {}},
                                    {"cleat attach --history=0", setting.cleat, {"--history=0"}, {}},
                                    {"cleat attach", setting.cleat, {}, {}},
                                    {"cleat attach -r", setting.cleat, {"-r"}, {}}}};
    const int times = std::max(1, TIMES / setting.divisor);
    for (int i = 0; i < times; ++i)
        for (Attach& attach : attaches) attach_once(attach);

    std::printf("\nattach to painted, %d times each\n%-24s %10s %10s %10s %10s\n", times, "", "p50 ms", "p99 ms",
                "ratio", "bytes");
    for (const Attach& attach : attaches)
        std::printf("%-24s %10.1f %10.1f %10.2f %10ju\n", attach.name.c_str(), attach.milliseconds.median(),
                    attach.milliseconds.percentile(99), attach.milliseconds.over(attaches[0].milliseconds).median(),
                    static_cast<std::uintmax_t>(attach.bytes));
    for (Way* const way : ways) way->close("full");
}

} // namespace cleat::bench
