#include "tests/bench/flood.h"

#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace cleat::bench {

namespace {

constexpr char TIME_BEGIN = '<';
constexpr char TIME_END = '>';
/// Lines in one write: few enough that a key is echoed soon.
constexpr int LINES = 8;

/// The last key typed within that time; `before` if there was none.
char last_key(char before, int milliseconds)
{
    pollfd watched{STDIN_FILENO, POLLIN, 0};
    for (; ::poll(&watched, 1, milliseconds) > 0; milliseconds = 0) {
        char key = 0;
        if (::read(STDIN_FILENO, &key, 1) != 1) std::_Exit(0);
        before = key;
    }
    return before;
}

void write_all(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count <= 0) std::_Exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

} // namespace

std::int64_t nanoseconds_now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::int64_t time_in(std::string_view line)
{
    const std::size_t begin = line.find(TIME_BEGIN);
    if (begin == std::string_view::npos) return 0;
    const std::size_t end = line.find(TIME_END, begin);
    if (end == std::string_view::npos) return 0;
    return std::strtoll(std::string(line.substr(begin + 1, end - begin - 1)).c_str(), nullptr, 10);
}

void run_flood(double seconds, std::string_view mark, const std::filesystem::path& report)
{
    const std::int64_t began = nanoseconds_now();
    const auto length = static_cast<std::int64_t>(seconds * 1e9);
    std::uint64_t bytes = 0;
    std::int64_t now = began;
    char key = '.';
    std::string lines;
    while (now - began < length) {
        lines.clear();
        key = last_key(key, 0);
        for (int i = 0; i < LINES; ++i) {
            now = nanoseconds_now();
            lines +=
                TIME_BEGIN + std::to_string(now) + TIME_END + ' ' + key + " one of many lines of an endless flood\r\n";
        }
        write_all(lines);
        bytes += lines.size();
    }
    std::ofstream(report) << static_cast<double>(bytes) / (static_cast<double>(now - began) / 1e9) << std::endl;
    // Keys typed before the typist can know of the end are still echoed.
    while (key != FLOOD_END) {
        key = last_key(key, -1);
        write_all(std::string(1, key));
    }
    write_all(mark);
    while (true) ::pause();
}

std::string flood_script(double seconds, const std::filesystem::path& report)
{
    return "stty raw -echo; exec '" + std::filesystem::read_symlink("/proc/self/exe").string() + "' flood " +
           std::to_string(seconds) + " '" + report.string() + "'";
}

} // namespace cleat::bench
