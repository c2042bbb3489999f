#include "tests/bench/model/workload.h"

#include "common/base/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>

namespace cleat::bench {

namespace {

// Not the standard distributions, whose results differ between libraries.
class Chance {
 public:
    int number(int least, int most)
    {
        return least + static_cast<int>(random_() % static_cast<std::uint32_t>(most - least + 1));
    }
    template <class Choices>
    auto one_of(const Choices& choices)
    {
        return choices[static_cast<std::size_t>(number(0, static_cast<int>(choices.size()) - 1))];
    }

 private:
    std::mt19937 random_{11};
};

template <class Piece>
std::string repeated(std::size_t bytes, Piece&& piece)
{
    std::string out;
    out.reserve(bytes + (64U << 10));
    while (out.size() < bytes) piece(out);
    return out;
}

std::string two_digits(int number)
{
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

constexpr std::array<std::string_view, 20> WORDS{
    "accepted", "request",     "from", "10.0.0.17", "in",   "ms",      "worker",  "connected", "retrying", "GET",
    "user",     "/index.html", "200",  "cache",     "miss", "timeout", "session", "=",         "for",      "closed"};

std::string words(Chance& chance, std::size_t columns)
{
    std::string out;
    while (out.size() < columns) {
        out += chance.one_of(WORDS);
        out += ' ';
    }
    out.resize(columns);
    return out;
}

/// Lines of a service's log, 57 characters on average, some wider than the terminal.
std::string plain(std::size_t bytes)
{
    Chance chance;
    int second = 0;
    return repeated(bytes, [&](std::string& out) {
        if (chance.number(0, 3) == 0) second = (second + 1) % 60;
        out += "2026-11-21T07:45:" + two_digits(second) + '.' + std::to_string(chance.number(100, 999)) + "Z ";
        const int kind = chance.number(0, 19);
        out += words(chance, static_cast<std::size_t>(kind == 0 ? chance.number(60, 120) : chance.number(7, 55)));
        out += "\r\n";
    });
}

void list_directory(Chance& chance, std::string& out)
{
    constexpr std::array<std::string_view, 5> LOOKS{"01;34", "01;32", "01;36", "01;31", "40;33;01"};
    for (int column = 0; column < 4; ++column) {
        const auto name = words(chance, static_cast<std::size_t>(chance.number(4, 16)));
        if (chance.number(0, 2) == 0) {
            out += name;
        } else {
            out += "\x1b[0m\x1b[" + std::string(chance.one_of(LOOKS)) + 'm' + name + "\x1b[0m";
        }
        out.append(18 - name.size(), ' ');
    }
    out += "\r\n";
}

void diagnose(Chance& chance, std::string& out)
{
    const auto line = std::to_string(chance.number(1, 999));
    const bool error = chance.number(0, 2) == 0;
    out += "\x1b[01m\x1b[Ksrc/worker.cc:" + line + ":7:\x1b[m\x1b[K ";
    out += error ? "\x1b[01;31m\x1b[Kerror: \x1b[m\x1b[K" : "\x1b[01;35m\x1b[Kwarning: \x1b[m\x1b[K";
    out += words(chance, 9) + " \xe2\x80\x98\x1b[01m\x1b[K" + words(chance, 12) + "\x1b[m\x1b[K\xe2\x80\x99\r\n";
    out += "  " + line + " |   " + words(chance, 5) + "\x1b[01;31m\x1b[K" + words(chance, 7) + "\x1b[m\x1b[K;\r\n";
}

void match(Chance& chance, std::string& out)
{
    out += "\x1b[35m\x1b[Kserver/log.cc\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K\x1b[32m\x1b[K" +
           std::to_string(chance.number(1, 400)) + "\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K    ";
    out += words(chance, static_cast<std::size_t>(chance.number(5, 20))) + "\x1b[01;31m\x1b[Ktimeout\x1b[m\x1b[K";
    out += words(chance, static_cast<std::size_t>(chance.number(3, 12))) + "\r\n";
}

/// A log in colour: a palette colour, a bold level, a faint field.
void log_in_colour(Chance& chance, std::string& out)
{
    out += "\x1b[2m07:45:" + two_digits(chance.number(0, 59)) + "\x1b[22m \x1b[1;3" +
           std::to_string(chance.number(1, 6)) + "mINFO\x1b[0m \x1b[38;5;" + std::to_string(chance.number(16, 231)) +
           'm' + words(chance, 8) + "\x1b[39m ";
    for (int field = 0; field < 3; ++field)
        out += "\x1b[3m" + words(chance, 4) + "\x1b[23m\x1b[2m=\x1b[0m" + words(chance, 6) + ' ';
    out += "\r\n";
}

std::string renditions(std::size_t bytes)
{
    Chance chance;
    return repeated(bytes, [&](std::string& out) {
        switch (chance.number(0, 3)) {
        case 0: return list_directory(chance, out);
        case 1: return diagnose(chance, out);
        case 2: return match(chance, out);
        default: return log_in_colour(chance, out);
        }
    });
}

int wave(double at)
{
    return static_cast<int>(127.5 + 127.5 * std::sin(at));
}

std::string colour(double x, double y, double time)
{
    return std::to_string(wave(x / 9 + time)) + ';' + std::to_string(wave(y / 5 - time / 2)) + ';' +
           std::to_string(wave((x + 2 * y) / 13 + time / 3));
}

/// Pictures as drawn by terminal image viewers: row by row, with a character that resembles the shape in each cell, and
/// a colour for each of its two parts.
std::string pictures(std::size_t bytes)
{
    constexpr std::array<std::string_view, 8> SHAPES{
        "\xe2\x96\x80", "\xe2\x96\x84", "\xe2\x96\x8c", " ", "\xe2\x96\x91", "/", ".", "#"};
    Chance chance;
    double time = 0;
    int row = 0;
    return repeated(bytes, [&](std::string& out) {
        for (int column = 0; column < WORKLOAD_SIZE.columns; ++column) {
            out += "\x1b[38;2;" + colour(column, row, time) + ";48;2;" + colour(column, row + 0.5, time) + 'm';
            out += chance.one_of(SHAPES);
        }
        out += "\x1b[0m\r\n";
        if (++row % 40 == 0) time += 1.7;
    });
}

std::string ideographs(Chance& chance, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i) append_utf8(static_cast<char32_t>(chance.number(0x4e00, 0x9f00)), out);
    return out;
}

std::string kana(Chance& chance, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i) append_utf8(static_cast<char32_t>(chance.number(0x3041, 0x3093)), out);
    return out;
}

std::string accented(Chance& chance, int columns)
{
    std::string out;
    for (int i = 0; i < columns; ++i) {
        const int kind = chance.number(0, 9);
        if (kind == 0) out += ' ';
        else if (kind <= 5) out += static_cast<char>(chance.number('a', 'z'));
        else if (kind <= 7) append_utf8(static_cast<char32_t>(chance.number(0xe0, 0xf6)), out);
        else append_utf8(static_cast<char32_t>(chance.number(0x430, 0x44f)), out); // Cyrillic
    }
    return out;
}

std::string line_drawn(int columns, std::string_view left, std::string_view right)
{
    std::string out(left);
    for (int i = 2; i < columns; ++i) out += "\xe2\x94\x80";
    return out.append(right);
}

void box(Chance& chance, std::string& out)
{
    out += line_drawn(78, "\xe2\x94\x8c", "\xe2\x94\x90") + "\r\n";
    for (int row = 0; row < 4; ++row) {
        out += "\xe2\x94\x82 " + ideographs(chance, 16) + " \xe2\x94\x82 " + accented(chance, 37) + " \xe2\x94\x82\r\n";
    }
    out += line_drawn(78, "\xe2\x94\x94", "\xe2\x94\x98") + "\r\n";
}

std::string wide_and_accented(std::size_t bytes)
{
    Chance chance;
    return repeated(bytes, [&](std::string& out) {
        switch (chance.number(0, 4)) {
        case 0: return box(chance, out);
        case 1:
            // A paragraph longer than a line.
            for (int i = 0; i < 6; ++i)
                out += ideographs(chance, chance.number(5, 20)) + kana(chance, chance.number(2, 8)) + "\xe3\x80\x82";
            break;
        case 2: out += accented(chance, chance.number(20, 78)); break;
        case 3: out += kana(chance, chance.number(5, 20)) + " 2026 " + ideographs(chance, chance.number(2, 14)); break;
        default: // a letter with a combining mark
            out += accented(chance, 30) + "e\xcc\x81t" + accented(chance, 20) + "o\xcc\x88r";
        }
        out += "\r\n";
    });
}

void bars(Chance& chance, std::string& out)
{
    for (int row = 1; row <= 4; ++row) {
        const int used = chance.number(0, 40);
        out += "\x1b[" + std::to_string(row) + ";1H\x1b[36m" + std::to_string(row) + "\x1b[39m\x1b[1m[\x1b[0;32m";
        out.append(static_cast<std::size_t>(used), '|');
        out += "\x1b[90m";
        out.append(static_cast<std::size_t>(40 - used), ' ');
        out += std::to_string(chance.number(10, 99)) + ".0%\x1b[39m\x1b[1m]\x1b[0m\x1b[K";
    }
}

/// A process list: bars at the top, a reversed header, a row for each process, a row of keys.
void processes(Chance& chance, std::string& out)
{
    out += "\x1b[?25l";
    bars(chance, out);
    out += "\x1b[6;1H\x1b[30;42m  PID USER       PRI  NI  VIRT   RES S  CPU% MEM%   TIME+  Command\x1b[K\x1b[0m";
    for (int row = 7; row < WORKLOAD_SIZE.rows; ++row) {
        out += "\x1b[" + std::to_string(row) + ";1H" + std::to_string(chance.number(10'000, 99'999)) +
               " root        20   0 \x1b[36m" + std::to_string(chance.number(100, 999)) + "M\x1b[39m " +
               std::to_string(chance.number(1000, 9999)) + " S \x1b[32m " + std::to_string(chance.number(1, 9)) +
               ".0\x1b[39m  0.4  0:12.\x1b[1m" + two_digits(chance.number(0, 99)) + "\x1b[0m " + words(chance, 20) +
               "\x1b[K";
    }
    out += "\x1b[24;1HF1\x1b[30;46mHelp  \x1b[0mF2\x1b[30;46mSetup \x1b[0mF10\x1b[30;46mQuit\x1b[0m\x1b[K\x1b[?25h";
}

/// A page of source code in an editor: line numbers in the margin, keywords and strings in colour.
void page(Chance& chance, std::string& out)
{
    out += "\x1b[?25l\x1b[H";
    const int first = chance.number(1, 900);
    for (int row = 1; row < WORKLOAD_SIZE.rows; ++row) {
        out += "\x1b[38;5;130m " + std::to_string(first + row) + " \x1b[m" +
               std::string(static_cast<std::size_t>(4 * chance.number(0, 3)), ' ');
        if (chance.number(0, 4) > 0)
            out += "\x1b[38;5;121mconst\x1b[m " + words(chance, 9) + " = \x1b[38;5;224m\"" + words(chance, 12) +
                   "\"\x1b[m;";
        out += "\x1b[K\r\n";
    }
    out += "\x1b[1m-- INSERT --\x1b[m\x1b[K\x1b[" + std::to_string(chance.number(1, 23)) + ";8H\x1b[?25h";
}

std::string redraws(std::size_t bytes)
{
    Chance chance;
    std::string out = repeated(bytes, [&](std::string& to) {
        if (chance.number(0, 1) == 0) processes(chance, to);
        else page(chance, to);
    });
    return out;
}

std::string motion(std::size_t bytes)
{
    Chance chance;
    return repeated(bytes, [&](std::string& out) {
        const auto upto = [&](int most) { return std::to_string(chance.number(1, most)); };
        switch (chance.number(0, 9)) {
        case 0:
        case 1:
        case 2: out += "\x1b[" + upto(24) + ';' + upto(80) + 'H'; break;
        case 3: out += "\x1b[" + upto(6) + "A"; break;
        case 4: out += "\x1b[" + upto(6) + "B"; break;
        case 5: out += "\x1b[" + upto(9) + "C"; break;
        case 6: out += "\x1b[" + upto(9) + "D"; break;
        case 7: out += "\x1b[" + upto(80) + "G"; break;
        case 8: out += "\x1b[" + upto(24) + "d"; break;
        default: out += chance.number(0, 1) == 0 ? "\b" : "\x1b[A"; break;
        }
        for (int i = chance.number(0, 3); i > 0; --i) out += static_cast<char>(chance.number('!', '~'));
    });
}

} // namespace

const std::vector<Workload>& workloads()
{
    static const std::vector<Workload> ALL{
        {"plain log lines", plain},           {"renditions (SGR)", renditions},
        {"24-bit colour per cell", pictures}, {"CJK, boxes, accents", wide_and_accented},
        {"full-screen redraws", redraws},     {"random cursor motion", motion}};
    return ALL;
}

} // namespace cleat::bench
