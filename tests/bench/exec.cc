#include "tests/bench/parts.h"
#include "tests/bench/sample.h"
#include "tests/support/piped.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace cleat::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int ROUNDS = 9;
constexpr int TURNS = 4'000;
/// Turns in a row through pipes, then through exec, alternately.
constexpr int IN_A_ROW = 50;
constexpr int MEBIBYTES = 512;

const std::vector<std::string> ANSWERS{"mawk", "-W", "interactive", "{ print \"{\\\"got\\\":\" $0 \"}\"; fflush() }"};

std::vector<std::string> in_exec(std::vector<std::string> command)
{
    command.insert(command.begin(), {test::Server::program(), "exec", "--"});
    return command;
}

double seconds(const std::vector<std::string>& command, const test::Variables& variables)
{
    const auto began = Clock::now();
    const auto done = test::run(command, variables);
    if (done.status != 0) throw std::runtime_error("a copy failed: " + done.err);
    return std::chrono::duration<double>(Clock::now() - began).count();
}

/// Copies a cached file through a pipe to a program that discards it, and through exec.
void measure_throughput(const Setting& setting)
{
    const auto& variables = setting.cleat.server().variables();
    const std::string file = (setting.directory / "bytes").string();
    const int mebibytes = std::max(1, MEBIBYTES / setting.divisor);
    seconds({"sh", "-c", "head -c " + std::to_string(mebibytes) + "M /dev/urandom > \"$0\"", file}, variables);
    Sample pipe;
    Sample exec;
    for (int i = 0; i < ROUNDS; ++i) {
        pipe.add(mebibytes / seconds({"sh", "-c", "cat \"$0\" | cat > /dev/null", file}, variables));
        exec.add(
            mebibytes /
            seconds({"sh", "-c", "\"$0\" exec -- cat \"$1\" > /dev/null", test::Server::program(), file}, variables));
    }
    std::printf("\na file of %d MiB, %d rounds\n%-32s %10s %10s\n", mebibytes, ROUNDS, "", "MiB/s", "ratio");
    std::printf("%-32s %10.0f %10.2f\n", "cat FILE | cat > /dev/null", pipe.median(), 1.0);
    std::printf("%-32s %10.0f %10.2f\n", "exec -- cat FILE > /dev/null", exec.median(), exec.over(pipe).median());
}

void take_turns(test::Piped& program, Sample& sample)
{
    const std::string question = "{\"text\":\"what is it?\"}\n";
    for (int i = 0; i < IN_A_ROW; ++i) {
        const auto began = Clock::now();
        if (!program.write(question) || program.line().empty()) throw std::runtime_error("no answer");
        sample.add(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
    }
}

/// Sends a line to a program and reads its answer, through two pipes and through exec.
void measure_turns(const Setting& setting)
{
    const auto& variables = setting.cleat.server().variables();
    test::Piped bare(ANSWERS, variables);
    test::Piped exec(in_exec(ANSWERS), variables);
    Sample warm_up;
    take_turns(bare, warm_up);
    take_turns(exec, warm_up);
    Sample by_pipes;
    Sample by_exec;
    for (int i = 0; i < std::max(1, TURNS / IN_A_ROW / setting.divisor); ++i) {
        take_turns(bare, by_pipes);
        take_turns(exec, by_exec);
    }
    std::printf("\na line of JSON to awk and back, %zu each\n%-32s %10s %10s %10s\n", by_exec.count(), "", "p50 us",
                "p99 us", "p50 ratio");
    std::printf("%-32s %10.0f %10.0f %10.2f\n", "a pair of pipes", by_pipes.median(), by_pipes.percentile(99), 1.0);
    std::printf("%-32s %10.0f %10.0f %10.2f\n", "exec", by_exec.median(), by_exec.percentile(99),
                by_exec.median() / by_pipes.median());
}

} // namespace

void measure_exec(const Setting& setting)
{
    measure_throughput(setting);
    measure_turns(setting);
}

} // namespace cleat::bench
