#include "common/base/leb128.h"
#include "common/terminal/snapshot.h"
#include "common/terminal/terminal.h"
#include "tests/support/hex.h"
#include "tests/unit/common/terminal/forged_history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

Terminal busy_terminal()
{
    Terminal terminal(Size{.rows = 5, .columns = 12});
    terminal.feed("\x1b]2;a title\a\x1b]4;3;#123456\a\x1b[22t\x1b[>5u\x1b[1;31;48:2::1:2:3mred\x1b[0m\r\n");
    terminal.feed(
        "a line that is longer than the screen \xe4\xb8\x96\xe7\x95\x8c\r\n\x1b]8;id=x;http://a/\alink\r\n\r\n\r\n");
    terminal.feed("\x1b[2;4r\x1b"
                  "7\x1b(0\x0e\x1b[?1049h\x1b[5;3Halt\x1b[3g\x1bH\x1b[?2004h\x1b[?1003;1006h\x1b[38;5");
    return terminal;
}

/// A snapshot of that size with blank screens, and a history of `rows` that begins with that line.
std::string forged(Size size, std::uint64_t lines, const std::string& rows, std::uint64_t first_line = 0)
{
    return with_history(serialise(Terminal(size).snapshot()), {.first = first_line, .lines = lines}, rows);
}

} // namespace

TEST_CASE("a row of history that claims more cells than a terminal has is refused")
{
    // A packed line of one row: flags, the number of cells, and a run of that many empty cells.
    const auto row = [](std::uint64_t cells) {
        std::string packed(1, '\0');
        append_leb128(cells, packed);
        std::string run(1, '\4');
        append_leb128(cells, run);
        packed += '\0';
        packed += static_cast<char>(run.size());
        packed += run;
        return "\1" + std::string(1, static_cast<char>(packed.size())) + packed;
    };

    CHECK(parse_snapshot(forged({}, 1, row(1'000))).has_value());
    CHECK_FALSE(parse_snapshot(forged({}, 1, row(1'001))).has_value());
    CHECK_FALSE(parse_snapshot(forged({}, 1, row(1U << 20))).has_value());
}

TEST_CASE("lines numbered beyond the last possible number are refused")
{
    const std::string wrapped("\2\1\0", 3);
    const std::string two_lines = "\1" + wrapped + "\1" + wrapped; // each is closed, which looks up its row

    CHECK(parse_snapshot(forged({}, 2, two_lines, 1U << 30)).has_value());
    CHECK_FALSE(parse_snapshot(forged({}, 2, two_lines, UINT64_MAX)).has_value());
    CHECK_FALSE(parse_snapshot(forged({}, 2, two_lines, UINT64_MAX - 1)).has_value());
}

TEST_CASE("a history of more lines than its own bound is refused")
{
    const std::string line("\1\2\0\0", 4);
    std::string lines;
    for (int i = 0; i < 20'000; ++i) lines += line;

    CHECK(parse_snapshot(forged({}, 10'000, lines.substr(0, 40'000))).has_value());
    CHECK_FALSE(parse_snapshot(forged({}, 20'000, lines)).has_value());
}

TEST_CASE("snapshots written by earlier versions are read")
{
    std::vector<std::string> lines;
    std::ifstream file(CLEAT_OLD_SNAPSHOTS);
    for (std::string line; std::getline(file, line);)
        if (!line.starts_with('#')) lines.push_back(line);
    CHECK_FALSE(lines.empty());

    const auto snapshot = busy_terminal().snapshot();
    for (const std::string& line : lines) {
        const auto read = parse_snapshot(from_hex(line));
        REQUIRE(read);
        CHECK(*read == snapshot);
        CHECK(read->history == snapshot.history);
    }
    const std::string line = to_hex(serialise(snapshot));
    INFO("to be added to " << CLEAT_OLD_SNAPSHOTS << ": " << line);
    CHECK(std::find(lines.begin(), lines.end(), line) != lines.end());
}

TEST_CASE("additions of later versions to a snapshot are skipped, and fields missing in earlier ones get defaults")
{
    const auto snapshot = busy_terminal().snapshot();
    std::string bytes = serialise(snapshot);
    tagged::Writer(bytes).put_field(7, [&] { bytes += "of a later version"; });
    tagged::Writer(bytes).put_field(700, [&] { bytes += "of a later version"; });
    const auto later = parse_snapshot(bytes);
    REQUIRE(later);
    CHECK(*later == snapshot);

    // Of the state only its size and its title.
    const Size size{.rows = 3, .columns = 20};
    std::string little = serialise(Terminal(size).snapshot());
    tagged::Writer(little).put_field(1, [&] { little += std::string("\1\6\1\1\6\2\1\50\20\2me", 12); });
    const auto earlier = parse_snapshot(little);
    REQUIRE(earlier);
    CHECK(earlier->state.title == "me");
    auto expected = Terminal(size).snapshot();
    expected.state.title = "me";
    CHECK(*earlier == expected);
}

TEST_CASE("a snapshot survives being written and read")
{
    const auto snapshot = busy_terminal().snapshot();

    const auto read = parse_snapshot(serialise(snapshot));

    REQUIRE(read);
    CHECK(*read == snapshot);
    CHECK(read->history == snapshot.history);
    CHECK(read->screen() == busy_terminal().screen());
}

TEST_CASE("a terminal made from a snapshot continues as the first would have")
{
    auto first = busy_terminal();
    auto second = Terminal::restore(*parse_snapshot(serialise(first.snapshot())));
    CHECK(second.snapshot() == first.snapshot());

    for (auto* terminal : {&first, &second}) {
        terminal->feed(";9mblue\xe4\xb8");
        terminal->resize({.rows = 9, .columns = 7});
        terminal->feed("\x96 more text\x1b[?1049l and more\x1b[<u\x1b[23t");
    }

    CHECK(second.snapshot() == first.snapshot());
    CHECK(second.screen() == first.screen());
}

TEST_CASE("damaged snapshots are errors")
{
    const auto bytes = serialise(busy_terminal().snapshot());

    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(parse_snapshot(bytes.substr(0, size)));
    CHECK_FALSE(parse_snapshot(bytes + "x"));
    CHECK(parse_snapshot("cleat snapshot\x63").error().code() == ErrorCode::unsupported);
}

TEST_CASE("any byte of a snapshot can be damaged without harm")
{
    const auto bytes = serialise(busy_terminal().snapshot());

    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const int change : {1, 0x40, 0x80, 0xff}) {
            auto damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ change);
            const auto read = parse_snapshot(damaged);
            if (!read) continue;
            auto terminal = Terminal::restore(*read);
            terminal.feed("text\r\n\x1b[2J\x1b[5L\x1b[T");
            terminal.resize({.rows = 3, .columns = 5});
        }
}

TEST_CASE("a snapshot without its history still has the history's line numbers")
{
    auto terminal = busy_terminal();

    const auto snapshot = terminal.snapshot(SnapshotHistory::left_out);

    CHECK(snapshot.history.first() == terminal.history().end());
    CHECK(snapshot.history.end() == terminal.history().end());
}
