// The cost of the terminal model: ./dev bench model. Figures vary with the machine; only the ratios matter.
#include "tests/bench/model/parts.h"
#include "tests/support/cases.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>

namespace {

void measure(const std::set<std::string>& parts)
{
    for (const auto& part : parts)
        if (part != "speed" && part != "memory" && part != "resize" && part != "pty")
            throw std::runtime_error("no part \"" + part + "\"");
    const auto wanted = [&](const char* part) { return parts.empty() || parts.contains(part); };
    const auto divisor = static_cast<std::size_t>(cleat::test::cases_divisor());
    const std::size_t bytes = (32U << 20) / divisor;
    if (wanted("speed")) cleat::bench::measure_speed(bytes);
    if (wanted("memory")) cleat::bench::measure_memory();
    if (wanted("resize")) cleat::bench::measure_resize(100'000 / divisor);
    if (wanted("pty")) cleat::bench::measure_pty(bytes);
}

} // namespace

/// Arguments: the parts to measure: speed, memory, resize, pty; all by default.
int main(int count, char** arguments)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        measure({arguments + 1, arguments + count});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_model: %s\n", failure.what());
        return 1;
    }
    return 0;
}
