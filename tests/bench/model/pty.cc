#include "common/base/unique_fd.h"
#include "common/terminal/terminal.h"
#include "tests/bench/model/parts.h"
#include "tests/bench/model/workload.h"
#include "tests/bench/sample.h"

#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace cleat::bench {

namespace {

using Take = std::function<void(std::string_view)>;

/// The child on a pty: writes all bytes unchanged.
[[noreturn]] void write_all(std::string_view bytes)
{
    termios settings{};
    ::tcgetattr(STDOUT_FILENO, &settings);
    ::cfmakeraw(&settings);
    ::tcsetattr(STDOUT_FILENO, TCSANOW, &settings);
    while (!bytes.empty()) {
        const auto written = ::write(STDOUT_FILENO, bytes.data(), std::min(bytes.size(), PIECE));
        if (written < 0 && errno != EINTR) ::_exit(1);
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    ::_exit(0);
}

struct Drained {
    double seconds = 0;   ///< until the end of the program's output was read
    double processor = 0; ///< CPU seconds used for reading
};

Drained drain(std::string_view bytes, const Take& take)
{
    const winsize window{WORKLOAD_SIZE.rows, WORKLOAD_SIZE.columns, 0, 0};
    int master = -1;
    const auto began = std::chrono::steady_clock::now();
    const pid_t child = ::forkpty(&master, nullptr, nullptr, &window);
    if (child < 0) throw std::runtime_error("cannot create a terminal");
    if (child == 0) write_all(bytes);

    const std::clock_t before = std::clock();
    const UniqueFd terminal(master);
    std::vector<char> buffer(PIECE);
    std::size_t total = 0;
    while (total < bytes.size()) {
        const auto count = ::read(terminal.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw std::runtime_error("the terminal ended early");
        take({buffer.data(), static_cast<std::size_t>(count)});
        total += static_cast<std::size_t>(count);
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    const auto used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    ::waitpid(child, nullptr, 0);
    return {seconds.count(), used};
}

/// One way to read, measured once per round.
struct Reading {
    Sample seconds;
    Sample processor;

    void add(const Drained& drained)
    {
        seconds.add(drained.seconds);
        processor.add(drained.processor);
    }
};

} // namespace

void measure_pty(std::size_t bytes)
{
    constexpr int ROUNDS = 7;
    constexpr double MIB = 1U << 20;
    std::printf("\nthrough a pty, MB/s, medians; CPU time for reading, ms per MiB\n"
                "%-24s %9s %9s %9s %9s %9s\n",
                "", "model", "bare", "ratio", "model ms", "bare ms");
    for (const auto& workload : workloads()) {
        const auto output = workload.make(bytes);
        Reading bare;
        Reading model;
        for (int round = 0; round < ROUNDS; ++round) {
            bare.add(drain(output, [](std::string_view) {}));
            Terminal terminal(WORKLOAD_SIZE);
            model.add(drain(output, [&terminal](std::string_view piece) { terminal.feed(piece); }));
        }
        const auto size = static_cast<double>(output.size());
        std::printf("%-24s %9.1f %9.1f %9.2f %9.1f %9.1f\n", workload.name.data(), size / 1e6 / model.seconds.median(),
                    size / 1e6 / bare.seconds.median(), bare.seconds.over(model.seconds).median(),
                    model.processor.median() * 1e3 / (size / MIB), bare.processor.median() * 1e3 / (size / MIB));
    }
}

} // namespace cleat::bench
