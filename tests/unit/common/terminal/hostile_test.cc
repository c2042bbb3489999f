// Output made to do harm: it costs bounded memory and time, and the screen is right afterwards.
#include "common/terminal/write_vt.h"
#include "tests/support/allocated_bytes.h"
#include "tests/support/cases.h"
#include "tests/unit/common/terminal/forged_history.h"
#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

#include <malloc.h>

#include <functional>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Bytes allocated by the program. 0 under the sanitizers, which have their own allocator.
std::size_t allocated()
{
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

constexpr std::size_t MIB = 1U << 20;

/// Puts a terminal into a known state after any output, then writes text: cancels an unfinished sequence, and resets
/// everything that affects how output is interpreted.
constexpr std::string_view AFTER = "\x18\x1b[!p\x1b[?1049l\x1b[?1047l\x1b[?2027l\x1b[20l\x1b[0\"q\x1b]8;;\x1b\\\x1b"
                                   "c"
                                   "\x1b[3;4H\x1b[31mas \xe4\xb8\x96 it should\x1b[m be\r\n\x1b[1;7mnext\x1b[m";

/// Feeds a terminal with `piece(i)` for i below `times`. Its memory must never grow by more than `most`, and AFTER
/// must give the same screen as in a new terminal.
Terminal survives(const std::function<std::string(int)>& piece, int times, std::size_t most = 8 * MIB,
                  Size size = {.rows = 6, .columns = 40})
{
    Terminal terminal(size, {.lines = 100, .bytes = MIB / 2});
    const auto before = allocated();
    std::size_t peak = before;
    const int step = std::max(1, times / 64);
    for (int i = 0; i < times; ++i) {
        terminal.feed(piece(i));
        if (i % step == 0) peak = std::max(peak, allocated());
    }
    CHECK(std::max(peak, allocated()) - before < most);

    // Any resulting state can be serialised, parsed and written as VT bytes.
    const auto snapshot = terminal.snapshot();
    const auto bytes = serialise(snapshot);
    CHECK(bytes.size() < most);
    const auto read = parse_snapshot(bytes);
    REQUIRE(read.has_value());
    CHECK(*read == snapshot);
    Terminal other(size);
    other.feed(write_vt(snapshot));

    Terminal fresh(size);
    fresh.feed(AFTER);
    for (auto* shown : {&terminal, &other}) {
        shown->feed(AFTER);
        const auto screen = shown->screen();
        for (std::size_t row = 0; row < screen.primary.size(); ++row)
            CHECK(*screen.primary[row] == *fresh.screen().primary[row]);
        CHECK(screen.cursor == fresh.screen().cursor);
        CHECK(screen.modes == fresh.screen().modes);
    }
    return terminal;
}

Terminal survives_once(const std::string& bytes, std::size_t most = 8 * MIB)
{
    return survives([&bytes](int) { return bytes; }, 1, most);
}

std::string repeated(std::string_view what, int times)
{
    std::string out;
    out.reserve(what.size() * static_cast<std::size_t>(times));
    for (int i = 0; i < times; ++i) out += what;
    return out;
}

} // namespace

TEST_CASE("unterminated strings cost no more than the longest that is kept")
{
    for (const std::string_view begin : {"\x1b]0;", "\x1b]8;;", "\x1b]52;c;", "\x1bP$q", "\x1bP1;2q", "\x1b_G", "\x1b^",
                                         "\x1bX", "\x1b]999999999999;", "\x1b]4;1;rgb:"}) {
        CAPTURE(begin.substr(1));
        const std::string megabyte(MIB, 'x');
        const std::size_t most = begin == "\x1b]52;c;" ? 4 * MIB : MIB; // allocations grow by doubling
        survives([&](int i) { return i == 0 ? std::string(begin) : megabyte; }, scaled(64), most);
        survives([&](int i) { return i == 0 ? std::string(begin) : megabyte + '\x01' + "\xff"; }, scaled(16), most);
    }
}

TEST_CASE("a string that is too long is ignored, and what follows it is shown")
{
    const auto long_title = "\x1b]0;" + std::string(10 * MIB, 't') + "\x1b\\after";

    CHECK(shown(long_title) == "after");
    CHECK(terminal_of(long_title).screen().title.empty());
}

TEST_CASE("control sequences with 10,000 parameters, and with huge numbers, are harmless")
{
    for (const char final : std::string("@ABCDEFGHIJKLMPSTXZ`abcdefghjklmnpqrstuvwxyz{|}~")) {
        CAPTURE(final);
        survives_once("x\x1b[" + repeated("1;", 10'000) + final, MIB);
        survives_once("x\x1b[" + repeated("38:", 10'000) + final, MIB);
        survives_once("x\x1b[?" + repeated("9", 10'000) + final, MIB);
        survives_once("x\x1b[2147483648;4294967296;18446744073709551616;-1" + std::string(1, final), MIB);
        survives_once("x\x1b[65535;65535;65535;65535" + std::string(1, final), MIB);
        survives_once("x\x1b[" + repeated("!\"#$%&", 5'000) + final, MIB);
    }
}

TEST_CASE("malformed UTF-8 is harmless: overlong, surrogates, beyond U+10FFFF, cut short, without a beginning")
{
    for (const std::string_view bad : {"\xc0\x80",
                                       "\xc1\xbf",
                                       "\xe0\x80\x80",
                                       "\xe0\x9f\xbf",
                                       "\xf0\x80\x80\x80",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xed\xa0\x80",
                                       "\xed\xbf\xbf",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xf8\x88\x80\x80\x80",
                                       "\xfc\x84\x80\x80\x80\x80",
                                       "\xfe",
                                       "\xff",
                                       "\x80",
                                       "\xbf",
                                       "\xe4",
                                       "\xe4\xb8",
                                       "\xf0\x9f",
                                       "\xf0\x9f\x98"}) {
        CAPTURE(bad.size());
        const auto terminal = terminal_of("a" + std::string(bad) + "\x1b[1mz", {.rows = 2, .columns = 20});
        const auto text = shown(terminal);
        CHECK(text.starts_with("a\xef\xbf\xbd"));
        CHECK(text.ends_with("z"));
        survives([&](int) { return repeated(bad, 1'000); }, scaled(100), 2 * MIB);
    }
}

TEST_CASE("C1 controls as characters are ignored")
{
    std::string all;
    for (int c = 0x80; c < 0xa0; ++c) all += std::string("\xc2") + static_cast<char>(c);

    CHECK(shown("a" + all + "z") == "az");
    survives_once(repeated(all, 1'000), MIB);
}

TEST_CASE("a thousand combining marks on one cell, and on every cell, are harmless")
{
    const auto marked = "a" + repeated("\xcc\x81", 1'000) + "b";

    const auto terminal = survives_once(marked, MIB);

    CHECK(shown(marked).ends_with("b"));
    CHECK(shown(marked).size() < 100);
    survives([&](int) { return marked; }, scaled(2'000), 4 * MIB);
    survives([](int i) { return "a" + repeated("\xcc\x81", i % 17) + repeated("\xcc\xa7", i % 5); }, scaled(200'000));
    for (const std::string_view joiner : {"\xe2\x80\x8d", "\xef\xb8\x8f", "\xf0\x9f\x8f\xbd", "\xf0\x9f\x87\xa9"})
        survives_once("\x1b[?2027h\xf0\x9f\x91\xa9" + repeated(joiner, 10'000), MIB);
}

TEST_CASE("a million changes of style on one row are harmless")
{
    survives(
        [](int i) {
            return "\x1b[38;2;" + std::to_string(i & 255) + ';' + std::to_string(i >> 8 & 255) + ';' +
                   std::to_string(i >> 16 & 255) + "mx\r";
        },
        scaled(1'000'000));
    survives([](int i) { return "\x1b[" + std::to_string(i % 108) + 'm'; }, scaled(1'000'000), MIB);
}

TEST_SUITE_BEGIN("colours");

TEST_CASE("ten million different colours and links are dropped with their cells")
{
    const int each = scaled(5'000'000);
    survives(
        [](int i) {
            std::string out = "\x1b[48;2;" + std::to_string(i & 255) + ';' + std::to_string(i >> 8 & 255) + ';' +
                              std::to_string(i >> 16 & 255) + ";58:2::1:2:" + std::to_string(i >> 20 & 255) + "mxyz";
            return out;
        },
        each);
    survives(
        [](int i) {
            const auto number = std::to_string(i);
            return "\x1b]8;id=" + number + ";http://example.org/" + number + "\x1b\\x";
        },
        each);
    const std::string filler(2'000, 'u');
    survives([&](int i) { return "\x1b]8;;" + filler + std::to_string(i) + "\x1b\\x"; }, scaled(200'000));
}

TEST_SUITE_END();

TEST_CASE("entering the alternate screen twice is the same as once")
{
    const std::vector<std::string> ways = {
        "\x1b[?1049h", "\x1b[?47h", "\x1b[?1047h", "\x1b[?1048h",
        "\x1b[?1049l", "\x1b[?47l", "\x1b[?1047l", "\x1b[?1049h\x1b[?1049h\x1b[?47h\x1b[?1049l"};
    survives([&](int i) { return ways[static_cast<std::size_t>(i * 7919) % ways.size()] + "x"; }, scaled(200'000), MIB);

    CHECK(shown("main" + repeated("\x1b[?1049h", 1'000) + "\x1b[2Japp\x1b[?1049l") == "main");
}

TEST_CASE("the stacks of keyboards, titles and saved cursors are bounded at both ends")
{
    survives([](int i) { return "\x1b[>" + std::to_string(i % 32) + "u"; }, scaled(200'000), MIB);
    survives([](int i) { return "\x1b]0;" + std::string(1'000, 't') + std::to_string(i) + "\a\x1b[22;0t"; },
             scaled(50'000), MIB);
    survives(
        [](int) {
            return std::string("\x1b[<99999u\x1b[23;0t\x1b"
                               "7\x1b"
                               "8\x1b[u");
        },
        scaled(200'000), MIB);
}

TEST_CASE("queries whose replies are never read, bells and notifications are bounded")
{
    auto terminal =
        survives([](int) { return repeated("\x1b[c\x1b[6n\x1b[18t\x1bP$qm\x1b\\\x1b]4;1;?\a\x1b[?u", 100); },
                 scaled(1'000), MIB);
    CHECK(terminal.take_replies().size() <= 64U << 10);

    terminal =
        survives([](int i) { return "\a\x1b]9;" + std::to_string(i) + std::string(4'000, 'n') + "\a\x1b]52;c;aGk=\a"; },
                 scaled(20'000), 4 * MIB);
    CHECK(terminal.take_events().size() <= 256);
}

TEST_CASE("setting more colours than there are, and endless prompts, are harmless")
{
    survives([](int i) { return "\x1b]4;" + std::to_string(i) + ";rgb:12/34/56\a"; }, scaled(200'000), MIB);
    survives([](int i) { return "\x1b]133;" + std::string(1, "ABCD"[i % 4]) + ";" + std::to_string(i) + "\a"; },
             scaled(200'000), MIB);
}

TEST_CASE("repeating, scrolling and inserting more than there is room for takes no longer than filling the screen")
{
    for (const auto* sequence : {"\x1b[65535b", "\x1b[65535S", "\x1b[65535T", "\x1b[65535L", "\x1b[65535M",
                                 "\x1b[65535@", "\x1b[65535P", "\x1b[65535X", "\x1b[65535I", "\x1b[65535Z",
                                 "\x1b[65535 @", "\x1b[65535 A", "\x1b[65535'}", "\x1b[65535'~"}) {
        CAPTURE(&sequence[1]);
        survives([&](int) { return "x" + repeated(sequence, 10); }, scaled(500), 4 * MIB);
    }
}

TEST_CASE("unbounded lines are bounded in the history")
{
    const std::string piece(64U << 10, 'x');
    const auto terminal = survives([&](int) { return piece; }, scaled(500), 2 * MIB);

    CHECK(terminal.history().bytes() <= MIB / 2);
    survives([](int) { return std::string(60'000, '\n'); }, scaled(100), 2 * MIB);
}

TEST_CASE("everything works on one row or one column, including glyphs too wide for any line")
{
    for (const Size size :
         {Size{.rows = 1, .columns = 1}, Size{.rows = 3, .columns = 1}, Size{.rows = 1, .columns = 3}}) {
        Terminal terminal(size);
        terminal.feed("\xe4\xb8\x96\xf0\x9f\x98\x80ok\x1b[?7l\xe4\xb8\x96x\x1b[?7h\x1b[4hab\x1b[4l\x1b[5b\x1b[?69h\x1b["
                      "1;1s\x1b[2P\x1b[J");
        terminal.feed(AFTER);
        terminal.resize({.rows = 6, .columns = 40});
        terminal.resize(size);
        Terminal other(size);
        other.feed(write_vt(terminal.snapshot()));
        CHECK(other.screen() == terminal.screen());
    }
}

TEST_CASE("without autowrap a mark in the last column joins the character before it")
{
    const auto terminal = terminal_of("\x1b[?7labcdefghijkl\xcc\x81", {.rows = 1, .columns = 10});

    CHECK(shown(terminal) == "abcdefghil\xcc\x81");
}

TEST_CASE("any number of resizes between output costs no more than what is kept")
{
    Terminal terminal({.rows = 24, .columns = 80}, {.lines = 1'000});
    terminal.feed(
        repeated("a line of text that is wrapped on a narrow screen, with \xe4\xb8\x96\xe7\x95\x8c\r\n", 2'000));
    const auto before = allocated();
    for (const int i : cases(2'000)) {
        terminal.resize({.rows = 1 + i * 7 % 60, .columns = 1 + i * 13 % 200});
        if (i % 3 == 0) terminal.feed("x");
    }
    CHECK(allocated() < before + 4 * MIB);
    CHECK(terminal.history().end() - terminal.history().first() <= 1'100);
}

TEST_CASE("the largest sizes work, and no larger ones are valid")
{
    CHECK_FALSE(is_valid(Size{.rows = 32'767, .columns = 32'767}));
    CHECK_FALSE(is_valid(Size{.rows = 1'000, .columns = 1'000}));
    CHECK_FALSE(is_valid(Size{.rows = 0, .columns = 80}));
    CHECK_FALSE(is_valid(Size{.rows = -1, .columns = 80}));
    for (const Size size : {Size{.rows = 1'000, .columns = 250}, Size{.rows = 250, .columns = 1'000}}) {
        REQUIRE(is_valid(size));
        auto terminal = terminal_of("text\x1b[99999;99999Hend\x1b[99999b");
        terminal.resize(size);
        terminal.feed("\x1b[99999;99999Hx\x1b#8\x1b[2J\x1b[Hok");
        CHECK(shown(terminal) == "ok");
    }
}

TEST_CASE("a forged snapshot takes no more memory than a screen and a small multiple of its bytes")
{
    // As many rows of history as the bytes can be parsed as, each with the largest number of empty cells.
    const std::string line("\1\10\0\xe8\7\0\3\4\xe8\7", 10);
    std::string lines;
    for (int i = 0; i < 2'000; ++i) lines += line;
    const auto bytes = with_history(serialise(Terminal(Size{.rows = 1'000, .columns = 250}).snapshot()),
                                    {.most_lines = 10'000'000, .lines = 2'000}, lines);
    const auto before = allocated();

    const auto read = parse_snapshot(bytes);

    CHECK(allocated() - before < 6 * MIB + 20 * bytes.size());
    REQUIRE(read);
    CHECK(read->history.end() == 2'000);
}

TEST_CASE("a line of few bytes that is wide when laid out again costs no more than a long text")
{
    constexpr Size WIDE{.rows = 24, .columns = 1'000};
    const auto cost = [&](const std::string& row) {
        Terminal terminal(WIDE);
        for (int i = 0; i < 5'000; ++i) terminal.feed(row); // each row continues in the next
        const AllocatedBytes allocated;
        terminal.resize({.rows = 24, .columns = 1});
        terminal.resize({.rows = 24, .columns = 40});
        terminal.resize(WIDE);
        return allocated.since();
    };

    CHECK(cost("\x1b[999Cab") <= 2 * cost(std::string(1'000, 'a')));
}
