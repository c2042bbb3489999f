// The cost of seeking in recordings: ./dev bench cast. Creates a recording of eight hours and 500 MB and one a
// hundredth of that size, creates their indexes, and seeks in them. Figures vary with the machine; only the ratio
// matters.
#include "common/recording/cast_player.h"
#include "common/recording/cast_writer.h"
#include "common/recording/index_file.h"
#include "tests/bench/model/workload.h"
#include "tests/bench/sample.h"
#include "tests/support/cases.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace cleat::bench {

namespace {

constexpr CastTime LENGTH = std::chrono::hours(8);
constexpr std::size_t PIECE = 1'024;
constexpr int ROUNDS = 5;
constexpr int SEEKS = 500;
constexpr int COMPARED = 200;

double seconds_of(const std::function<void()>& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

template <class T>
T checked(Result<T> result)
{
    if (!result) throw std::runtime_error(result.error().message());
    return std::move(*result);
}

void check(const Result<void>& result)
{
    if (!result) throw std::runtime_error(result.error().message());
}

/// Writes the output of all kinds of programs in turn, until the recording has that many bytes.
void make_recording(const std::string& path, std::size_t bytes)
{
    std::FILE* const file = std::fopen(path.c_str(), "w");
    if (file == nullptr) throw std::runtime_error("cannot write " + path);
    CastWriter writer(CastVersion::v3);
    std::string out;
    CastHeader header;
    header.size = WORKLOAD_SIZE;
    writer.header(header, out);
    std::vector<std::string> made;
    for (const auto& workload : workloads()) made.push_back(workload.make(1U << 20));
    std::size_t written = 0;
    for (std::size_t i = 0; written < bytes; ++i) {
        const std::string& output = made[i % made.size()];
        for (std::size_t at = 0; at < output.size(); at += PIECE) {
            const double part = static_cast<double>(written + out.size()) / static_cast<double>(bytes);
            const CastTime time(static_cast<std::int64_t>(static_cast<double>(LENGTH.count()) * std::min(part, 1.0)));
            writer.output(time, std::string_view(output).substr(at, PIECE), out);
        }
        written += out.size();
        if (std::fwrite(out.data(), 1, out.size(), file) != out.size())
            throw std::runtime_error("cannot write " + path);
        out.clear();
    }
    if (std::fclose(file) != 0) throw std::runtime_error("cannot write " + path);
}

/// Feeds the same bytes, in the same pieces, to the model alone, for its rate.
double model_seconds(const std::string& path, std::size_t& output_bytes)
{
    CastReader reader;
    auto source = checked(CastSource::open(path));
    std::vector<std::string> pieces;
    std::string bytes;
    double seconds = 0;
    Terminal terminal(WORKLOAD_SIZE);
    output_bytes = 0;
    for (bool more = true; more;) {
        bytes.clear();
        more = checked(source.read(bytes));
        reader.feed(bytes);
        pieces.clear();
        while (const auto event = reader.next()) pieces.emplace_back(event->data);
        seconds += seconds_of([&] {
            for (const auto& piece : pieces) {
                terminal.feed(piece);
                (void)terminal.take_replies();
                (void)terminal.take_events();
            }
        });
        for (const auto& piece : pieces) output_bytes += piece.size();
    }
    return seconds;
}

std::string index_path(const std::string& path)
{
    return checked(IndexCache::open()).path() + '/' + index_name(checked(CastSource::open(path)));
}

IndexFile whole_index(const std::string& path)
{
    const auto source = checked(CastSource::open(path));
    auto file = checked(IndexFile::open(path, source));
    while (checked(file.step())) {
    }
    check(file.finish());
    return file;
}

void measure_index(const std::string& path)
{
    Sample model;
    Sample index;
    std::size_t output = 0;
    for (int round = 0; round < ROUNDS; ++round) {
        model.add(model_seconds(path, output));
        std::filesystem::remove(index_path(path));
        index.add(seconds_of([&] { (void)whole_index(path); }));
    }
    const double megabytes = static_cast<double>(output) / 1e6;
    std::printf("%-44s %9.1f MB, %.1f MB of output, index %.1f MB\n", "recording",
                static_cast<double>(std::filesystem::file_size(path)) / 1e6, megabytes,
                static_cast<double>(std::filesystem::file_size(index_path(path))) / 1e6);
    std::printf("%-44s %9.1f MB/s of output, median\n", "model alone", megabytes / model.median());
    std::printf("%-44s %9.1f MB/s of output, median\n", "creating the index", megabytes / index.median());
    std::printf("%-44s %9.2f\n", "ratio", model.median() / index.median());
    Sample again;
    for (int round = 0; round < ROUNDS; ++round) again.add(seconds_of([&] { (void)whole_index(path); }));
    std::printf("%-44s %9.2f ms, median\n", "loading the cached index", again.median() * 1e3);
}

void measure_seeks(const std::string& path)
{
    const auto file = whole_index(path);
    CastPlayer player(checked(CastSource::open(path)));
    check(player.read_header());
    player.finish();
    std::mt19937 random(1);
    Sample sample;
    for (int i = 0; i < SEEKS; ++i) {
        const CastTime time(static_cast<std::int64_t>(random()) * LENGTH.count() / std::int64_t{0xffffffff});
        sample.add(seconds_of([&] { player.seek(time, file.index()); }) * 1e3);
    }
    std::printf("%-44s %9.2f ms median, %.2f ms 99th percentile, %.2f ms worst\n", "seek to a random moment",
                sample.median(), sample.percentile(99), sample.percentile(100));
}

/// The terminal without its history, serialised.
std::string moment(const CastPlayer& player)
{
    auto snapshot = player.terminal().snapshot(SnapshotHistory::left_out);
    snapshot.history = History();
    return serialise(snapshot);
}

/// Counts the random moments for which seeking shows something other than playing from the start.
void compare_with_playing(const std::string& path)
{
    const auto file = whole_index(path);
    std::mt19937 random(2);
    std::map<CastTime, std::string> sought;
    CastPlayer seeking(checked(CastSource::open(path)));
    check(seeking.read_header());
    seeking.finish();
    for (int i = 0; i < COMPARED; ++i) {
        const CastTime time(static_cast<std::int64_t>(random()) * LENGTH.count() / std::int64_t{0xffffffff});
        seeking.seek(time, file.index());
        sought[time] = moment(seeking);
    }
    const auto nothing = checked(CastIndex::in_memory());
    CastPlayer playing(checked(CastSource::open(path)));
    check(playing.read_header());
    playing.finish();
    int different = 0;
    for (const auto& entry : sought) {
        playing.seek(entry.first, nothing);
        if (moment(playing) != entry.second) ++different;
    }
    std::printf("%-44s %9d of %zu\n", "moments where seeking differs from playing", different, sought.size());
}

/// The peak memory, in MB, of a process that creates the index of a recording and seeks in it.
double memory_of_player(const std::string& path)
{
    std::filesystem::remove(index_path(path));
    const pid_t child = ::fork();
    if (child == 0) {
        const auto file = whole_index(path);
        CastPlayer player(checked(CastSource::open(path)));
        check(player.read_header());
        player.finish();
        std::mt19937 random(1);
        for (int i = 0; i < 100; ++i)
            player.seek(CastTime(static_cast<std::int64_t>(random()) * LENGTH.count() / std::int64_t{0xffffffff}),
                        file.index());
        ::_exit(0);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || ::wait4(child, &status, 0, &usage) != child || status != 0)
        throw std::runtime_error("the player failed");
    return static_cast<double>(usage.ru_maxrss) / 1'024;
}

void measure()
{
    const auto divisor = static_cast<std::size_t>(test::cases_divisor());
    const auto directory = std::filesystem::temp_directory_path() / ("cleat-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directory(directory);
    const std::string large = directory / "large.cast";
    const std::string small = directory / "small.cast";
    make_recording(small, 5'000'000 / divisor);
    const double small_memory = memory_of_player(small);
    make_recording(large, 500'000'000 / divisor);
    const double large_memory = memory_of_player(large);
    std::printf("\nrecordings of 8 hours\n");
    measure_index(large);
    measure_seeks(large);
    compare_with_playing(large);
    std::printf("%-44s %9.1f MB for 5 MB, %.1f MB for 500 MB\n", "memory of a player that creates the index",
                small_memory, large_memory);
    std::filesystem::remove_all(directory);
}

} // namespace

} // namespace cleat::bench

int main()
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        cleat::bench::measure();
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_cast: %s\n", failure.what());
        return 1;
    }
    return 0;
}
