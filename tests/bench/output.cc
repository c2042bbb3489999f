#include "tests/bench/output.h"

#include <array>
#include <fstream>
#include <random>
#include <string>

namespace cleat::bench {

namespace {

constexpr std::array<std::string_view, 16> WORDS{
    "accepted", "request", "from", "10.0.0.17",   "in",  "ms",    "worker", "connected",
    "retrying", "GET",     "user", "/index.html", "200", "cache", "miss",   "timeout"};

/// Generates lines of 36 to 78 characters.
class Lines {
 public:
    explicit Lines(Look look) : look_(look) {}

    std::string next()
    {
        const std::size_t wanted = 36 + random_() % 43;
        std::string line = rendition() + "2026-11-21T07:45:" + std::to_string(10 + random_() % 50);
        std::size_t length = 19;
        while (length + 1 < wanted) {
            const std::string_view word = WORDS[random_() % WORDS.size()].substr(0, wanted - length - 1);
            line += " " + rendition();
            line += word;
            length += 1 + word.size();
        }
        if (look_ == Look::coloured) line += "\x1b[0m";
        return line + "\n";
    }

 private:
    std::string rendition()
    {
        if (look_ == Look::plain) return {};
        const std::string number = std::to_string(random_() % 256);
        switch (random_() % 4) {
        case 0: return "\x1b[1;3" + std::to_string(random_() % 8) + "m";
        case 1: return "\x1b[0;38;5;" + number + "m";
        case 2: return "\x1b[22;4;9" + std::to_string(random_() % 8) + "m";
        // A few direct colours, as in a real program.
        default:
            return "\x1b[24;38;2;" + std::to_string(random_() % 4 * 80) + ";120;" + std::to_string(random_() % 8 * 30) +
                   "m";
        }
    }

    Look look_;
    std::mt19937 random_{7};
};

} // namespace

void write_output(const std::filesystem::path& file, Look look, std::uint64_t bytes)
{
    std::ofstream out(file, std::ios::binary);
    Lines lines(look);
    for (std::uint64_t written = 0; written < bytes;) {
        const std::string line = lines.next();
        out << line;
        written += line.size();
    }
}

void write_lines(const std::filesystem::path& file, Look look, int lines)
{
    std::ofstream out(file, std::ios::binary);
    Lines source(look);
    for (int i = 0; i < lines; ++i) out << source.next();
}

} // namespace cleat::bench
