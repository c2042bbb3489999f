#include "common/terminal/terminal.h"
#include "tests/bench/model/parts.h"
#include "tests/bench/model/vterm_screen.h"
#include "tests/bench/model/workload.h"
#include "tests/bench/sample.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>

namespace cleat::bench {

namespace {

void with_model(benchmark::State& state, const std::string& bytes)
{
    for (auto _ : state) {
        Terminal terminal(WORKLOAD_SIZE);
        in_pieces(bytes, [&](std::string_view piece) {
            terminal.feed(piece);
            benchmark::DoNotOptimize(terminal.take_replies());
            benchmark::DoNotOptimize(terminal.take_events());
        });
    }
}

void with_vterm_screen(benchmark::State& state, const std::string& bytes)
{
    for (auto _ : state) {
        VTermScreenUser terminal(WORKLOAD_SIZE);
        in_pieces(bytes, [&](std::string_view piece) { terminal.feed(piece); });
    }
}

/// Keeps the CPU time of each repetition, by name.
class Collector : public benchmark::BenchmarkReporter {
 public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const auto& run : runs) {
            if (run.error_occurred) throw std::runtime_error(run.error_message);
            if (run.run_type == Run::RT_Iteration)
                seconds_[run.run_name.function_name].add(run.cpu_accumulated_time /
                                                         static_cast<double>(run.iterations));
        }
    }

    [[nodiscard]] const Sample& seconds(const std::string& name) const { return seconds_.at(name); }

 private:
    std::map<std::string, Sample> seconds_;
};

/// Checks that both terminals show the same: otherwise the comparison is meaningless.
void check_same_screen(std::string_view name, std::string_view bytes)
{
    Terminal ours(WORKLOAD_SIZE);
    VTermScreenUser other(WORKLOAD_SIZE);
    ours.feed(bytes);
    other.feed(bytes);
    if (ours.screen().text() != other.text())
        throw std::runtime_error("not the same screen after " + std::string(name));
}

std::string ours(const Workload& workload)
{
    return std::string(workload.name) + ", model";
}

std::string theirs(const Workload& workload)
{
    return std::string(workload.name) + ", VTermScreen";
}

void print(const Collector& collected, const std::map<std::string_view, std::string>& bytes)
{
    std::printf("\nmodel, %d x %d, MB per second of CPU time, medians\n%-24s %9s %9s %9s %13s %9s\n",
                WORKLOAD_SIZE.columns, WORKLOAD_SIZE.rows, "", "model", "slowest", "fastest", "VTermScreen", "ratio");
    for (const auto& workload : workloads()) {
        const auto megabytes = static_cast<double>(bytes.at(workload.name).size()) / 1e6;
        const Sample& model = collected.seconds(ours(workload));
        const Sample& screen = collected.seconds(theirs(workload));
        std::printf("%-24s %9.1f %9.1f %9.1f %13.1f %9.2f\n", workload.name.data(), megabytes / model.median(),
                    megabytes / model.percentile(100), megabytes / model.percentile(0), megabytes / screen.median(),
                    screen.median() / model.median());
    }
}

} // namespace

void measure_speed(std::size_t bytes)
{
    std::map<std::string_view, std::string> made;
    for (const auto& workload : workloads()) {
        const auto& output = made.emplace(workload.name, workload.make(bytes)).first->second;
        check_same_screen(workload.name, std::string_view(output).substr(0, 1U << 20));
        benchmark::RegisterBenchmark(ours(workload).c_str(), with_model, output)->Iterations(1);
        benchmark::RegisterBenchmark(theirs(workload).c_str(), with_vterm_screen, output)->Iterations(1);
    }
    std::array<std::string, 3> options{"bench_model", "--benchmark_repetitions=7",
                                       "--benchmark_enable_random_interleaving=true"};
    std::array<char*, 3> arguments{options[0].data(), options[1].data(), options[2].data()};
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    Collector collected;
    benchmark::RunSpecifiedBenchmarks(&collected);
    print(collected, made);
}

} // namespace cleat::bench
