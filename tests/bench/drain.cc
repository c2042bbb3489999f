#include "tests/bench/cpu_time.h"
#include "tests/bench/gate.h"
#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace cleat::bench {

namespace {

constexpr int ROUNDS = 5;
constexpr std::uint64_t BYTES = 64U << 20;
constexpr double MIB = 1U << 20;

enum class Watched : std::uint8_t { by_a_client, by_nobody };

/// One way to drain the file, measured once per round.
struct Drain {
    std::string name;
    Way& way;
    Watched watched;
    Sample seconds;
    std::map<std::string, Sample> cpu; ///< by process: milliseconds per MiB of the program's output
    Sample shown;                      ///< bytes written by the client
};

/// CPU time of some processes since construction.
class CpuUse {
 public:
    explicit CpuUse(std::vector<std::pair<std::string, pid_t>> processes) : processes_(std::move(processes))
    {
        for (const auto& [name, pid] : processes_) before_.push_back(cpu_time(pid));
    }

    void add_to(std::map<std::string, Sample>& cpu, double mib) const
    {
        for (std::size_t i = 0; i < processes_.size(); ++i)
            cpu[processes_[i].first].add((cpu_time(processes_[i].second) - before_[i]) * 1e3 / mib);
    }

 private:
    std::vector<std::pair<std::string, pid_t>> processes_;
    std::vector<double> before_;
};

double since(Clock::time_point began)
{
    return std::chrono::duration<double>(Clock::now() - began).count();
}

void drain_to_client(Drain& drain, const Gate& gate, const std::string& script, double mib)
{
    drain.way.open("drain", script + "; exec cat >/dev/null");
    PlainTerminal terminal = drain.way.attach("drain");
    terminal.settle(std::chrono::milliseconds(200));
    auto processes = drain.way.servers();
    if (!processes.empty()) processes.emplace_back("client", terminal.pid());
    const CpuUse use(std::move(processes));
    const std::uint64_t before = terminal.bytes();
    const auto began = gate.open();
    terminal.until(MARK);
    drain.seconds.add(since(began));
    use.add_to(drain.cpu, mib);
    drain.shown.add(static_cast<double>(terminal.bytes() - before));
}

void drain_unseen(Drain& drain, const Gate& gate, const std::string& script, double mib)
{
    drain.way.open("drain", script + "; " + drain.way.ending("drain"));
    const CpuUse use(drain.way.servers());
    const auto began = gate.open();
    drain.way.until_ended("drain");
    drain.seconds.add(since(began));
    use.add_to(drain.cpu, mib);
}

void print(const std::array<Drain, 5>& drains, std::string_view title, double bytes)
{
    std::printf("\ndrain of %.0f MiB of %s, %zu rounds\n%-24s %9s %9s %9s %9s %11s  %s\n", bytes / MIB, title.data(),
                drains[0].seconds.count(), "", "MB/s", "slowest", "fastest", "ratio", "client MB", "CPU ms per MiB");
    for (const Drain& drain : drains) {
        const Sample& seconds = drain.seconds;
        std::printf("%-24s %9.1f %9.1f %9.1f %9.2f %11.2f ", drain.name.c_str(), bytes / 1e6 / seconds.median(),
                    bytes / 1e6 / seconds.percentile(100), bytes / 1e6 / seconds.percentile(0),
                    drains[0].seconds.over(seconds).median(), drain.shown.median() / 1e6);
        for (const auto& [name, used] : drain.cpu) std::printf(" %s %.1f", name.c_str(), used.median());
        std::printf("\n");
    }
}

void measure_look(const Setting& setting, Look look, std::string_view title)
{
    const std::filesystem::path file = setting.directory / "output";
    write_output(file, look, BYTES / static_cast<unsigned>(setting.divisor));
    const auto bytes = static_cast<double>(std::filesystem::file_size(file));
    const Gate gate(setting.directory / "gate");
    const std::string script = gate.line() + "cat '" + file.string() + "'; printf '" + std::string(MARK) + "'";

    std::array<Drain, 5> drains{{{"bare pty", setting.bare, Watched::by_a_client, {}, {}, {}},
                                 {"cleat, a client", setting.cleat, Watched::by_a_client, {}, {}, {}},
                                 {"tmux, a client", setting.tmux, Watched::by_a_client, {}, {}, {}},
                                 {"cleat, no client", setting.cleat, Watched::by_nobody, {}, {}, {}},
                                 {"tmux, no client", setting.tmux, Watched::by_nobody, {}, {}, {}}}};
    for (int round = 0; round < ROUNDS; ++round) {
        for (Drain& drain : drains) {
            if (drain.watched == Watched::by_a_client) drain_to_client(drain, gate, script, bytes / MIB);
            else drain_unseen(drain, gate, script, bytes / MIB);
            drain.way.close("drain");
        }
    }
    print(drains, title, bytes);
    std::filesystem::remove(setting.directory / "gate");
}

} // namespace

void measure_drain(const Setting& setting)
{
    measure_look(setting, Look::plain, "plain log lines");
    measure_look(setting, Look::coloured, "log lines with a rendition for every word");
}

} // namespace cleat::bench
