#include "tests/bench/cpu_time.h"
#include "tests/bench/gate.h"
#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/bench/sample.h"
#include "tests/bench/verdict.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>

namespace cleat::bench {

namespace {

constexpr int ROUNDS = 9;
constexpr std::uint64_t BYTES = 96U << 20;
constexpr double MIB = 1U << 20;

/// A session with or without a recording, measured once per round.
struct Recorded {
    std::string name;
    std::string ending; ///< suffix of the recording's file name; empty for no recording
    Sample seconds;
    Sample processor; ///< CPU time of worker, keeper and recorder, milliseconds per MiB of the program's output
    Sample recorder;  ///< CPU time of the recorder alone
    Sample file;      ///< size of the recording in bytes
};

/// The recorder of the only recorded session: a child of the keeper.
pid_t recorder_of(pid_t keeper)
{
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream stat(entry.path() / "stat");
        std::string pid;
        std::string name;
        std::string state;
        pid_t parent = 0;
        if (stat >> pid >> name >> state >> parent && parent == keeper && name == "(cleatd-recorder)")
            return static_cast<pid_t>(std::stol(pid));
    }
    return 0;
}

/// Checks that the recording has all output and no gap.
void check(const test::Server& server, const std::string& file, std::uint64_t bytes)
{
    const auto lost = nlohmann::json::parse(server.ok({"record", "status", "--json"})).at(0).at("gaps");
    if (lost != 0) throw std::runtime_error("the recording has a gap");
    const auto raw = server.ok({"export", file, "--to", "raw"}).size();
    if (raw < bytes) throw std::runtime_error("the recording lacks output");
}

void flood(Recorded& way, const Setting& setting, const Gate& gate, const std::string& script, std::uint64_t bytes)
{
    const test::Server& server = setting.cleat.server();
    setting.cleat.open("flood", script);
    const std::string file = setting.directory / ("flood" + way.ending);
    if (!way.ending.empty()) server.ok({"record", "flood", file, "--overwrite"});
    const pid_t recorder = way.ending.empty() ? 0 : recorder_of(server.keeper());
    const auto processor = [&] {
        return cpu_time(server.worker()) + cpu_time(server.keeper()) + (recorder != 0 ? cpu_time(recorder) : 0);
    };
    const double before = processor();
    const double before_recorder = recorder != 0 ? cpu_time(recorder) : 0;

    const auto began = gate.open();
    setting.cleat.until_shown("flood", std::string(MARK));
    way.seconds.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());

    const double mib = static_cast<double>(bytes) / MIB;
    way.processor.add((processor() - before) * 1e3 / mib);
    if (recorder != 0) way.recorder.add((cpu_time(recorder) - before_recorder) * 1e3 / mib);
    if (!way.ending.empty()) {
        server.ok({"record", "stop", "flood"});
        check(server, file, bytes);
        way.file.add(static_cast<double>(std::filesystem::file_size(file)));
        std::filesystem::remove(file);
    }
    setting.cleat.close("flood");
}

void print(const std::array<Recorded, 4>& ways, std::string_view title, double bytes)
{
    std::printf("\n%.0f MiB of %s, recorded, %zu rounds\n%-24s %9s %9s %9s %9s %12s %12s %10s\n", bytes / MIB,
                title.data(), ways[0].seconds.count(), "", "MB/s", "slowest", "fastest", "ratio", "CPU ms/MiB",
                "of recorder", "file");
    for (const Recorded& way : ways) {
        const Sample& seconds = way.seconds;
        std::printf("%-24s %9.1f %9.1f %9.1f %9.2f %12.1f %12.1f %9.2fx\n", way.name.c_str(),
                    bytes / 1e6 / seconds.median(), bytes / 1e6 / seconds.percentile(100),
                    bytes / 1e6 / seconds.percentile(0), ways[0].seconds.over(seconds).median(), way.processor.median(),
                    way.recorder.median(), way.file.median() / bytes);
    }
    print_at_least("speed with a recording", 0.85, ways[0].seconds.over(ways[1].seconds).median());
    print_at_least("speed with a compressed recording", 0.85, ways[0].seconds.over(ways[2].seconds).median());
}

void measure_look(const Setting& setting, Look look, std::string_view title)
{
    const std::filesystem::path file = setting.directory / "output";
    write_output(file, look, BYTES / static_cast<unsigned>(setting.divisor));
    const auto bytes = std::filesystem::file_size(file);
    const Gate gate(setting.directory / "gate");
    const std::string script =
        gate.line() + "cat '" + file.string() + "'; printf '" + std::string(MARK) + "'; exec cat >/dev/null";
    std::array<Recorded, 4> ways{{{"not recorded", {}, {}, {}, {}, {}},
                                  {"recorded", ".cast", {}, {}, {}, {}},
                                  {"recorded, compressed", ".cast.zst", {}, {}, {}, {}},
                                  {"not recorded, again", {}, {}, {}, {}, {}}}};
    for (int round = 0; round < ROUNDS; ++round)
        for (Recorded& way : ways) flood(way, setting, gate, script, bytes);
    print(ways, title, static_cast<double>(bytes));
    std::filesystem::remove(setting.directory / "gate");
}

} // namespace

void measure_record(const Setting& setting)
{
    measure_look(setting, Look::plain, "plain log lines");
    measure_look(setting, Look::coloured, "log lines with a rendition for every word");
}

} // namespace cleat::bench
