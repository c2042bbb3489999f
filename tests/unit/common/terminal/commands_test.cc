#include "common/base/base64.h"
#include "common/model/packed_row.h"
#include "common/terminal/scanner.h"
#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

TerminalEvent event_of(std::string_view bytes)
{
    auto events = terminal_of(bytes).take_events();
    REQUIRE(events.size() == 1);
    return events[0];
}

Mark mark_at(const Terminal& terminal, std::size_t row)
{
    return terminal.screen().primary.at(row)->mark;
}

} // namespace

TEST_CASE("titles are set, saved and restored")
{
    auto terminal = terminal_of("\x1b]0;both\a\x1b]1;icon\a\x1b[22t\x1b]2;other\a");
    CHECK(terminal.screen().title == "other");
    CHECK(terminal.screen().icon == "icon");

    terminal.feed("\x1b[23t\x1b[23t");
    CHECK(terminal.screen().title == "both");
}

TEST_CASE("titles have no controls, and a limited length")
{
    CHECK(terminal_of("\x1b]2;a\x01\xc2\x9b\xff\a").screen().title == "a\xef\xbf\xbd");
    CHECK(terminal_of("\x1b]2;" + std::string(5000, 'x') + "\a").screen().title.size() == 1024);
}

TEST_CASE("links are part of a cell's style")
{
    auto terminal = terminal_of("\x1b]8;id=a;http://x/\aL\x1b]8;;\aN");
    const auto screen = terminal.screen();
    const auto& row = *screen.primary[0];

    REQUIRE(row.style(row.cells[0]).link != 0);
    CHECK(row.dictionary->link(row.style(row.cells[0]).link) == Link{"a", "http://x/"});
    CHECK(row.style(row.cells[1]).link == 0);
}

TEST_CASE("a link that is too long is ignored")
{
    const auto terminal = terminal_of("\x1b]8;;http://" + std::string(5000, 'x') + "\aL");

    CHECK(style_at(terminal, 0, 0).link == 0);
}

TEST_CASE("the palette has the colours that the program set")
{
    const auto palette = terminal_of("\x1b]4;1;rgb:1/2/3;256;#fff\a\x1b]11;#0000ff\a\x1b]12;red\a").screen().palette;

    CHECK(palette == Palette{{1, Colour::rgb(0x11, 0x22, 0x33)}, {257, Colour::rgb(0, 0, 255)}});
    CHECK(terminal_of("\x1b]4;1;#fff\a\x1b]11;#fff\a\x1b]104\a\x1b]111\a").screen().palette.empty());
}

TEST_CASE("bells, clipboards, notifications and prompts are events")
{
    CHECK(event_of("\a") == TerminalEvent{BellEvent{}});
    CHECK(event_of("\x1b]52;c;aGk=\a") == TerminalEvent{ClipboardEvent{"c", "hi"}});
    CHECK(event_of("\x1b]52;c;?\a") == TerminalEvent{ClipboardQueryEvent{"c", "\a"}});
    CHECK(event_of("\x1b]9;done\a") == TerminalEvent{NotificationEvent{"", "done"}});
    CHECK(event_of("\x1b]777;notify;t;b;c\a") == TerminalEvent{NotificationEvent{"t", "b;c"}});
    CHECK(event_of("\x1b]99;i=1;hello\a") == TerminalEvent{NotificationEvent{"hello", ""}});
    CHECK(event_of("\x1b]133;A\a") == TerminalEvent{PromptEvent{'A', {}}});
    CHECK(event_of("\x1b]133;D;3\a") == TerminalEvent{PromptEvent{'D', 3}});
}

TEST_CASE("a shell's marks stay with their line until it is erased")
{
    auto terminal = terminal_of("\x1b]133;A\a$ \x1b]133;B\als\r\n\x1b]133;C\aone\r\n\x1b]133;D;2\a\x1b]133;A\a$ ");
    CHECK(mark_at(terminal, 0) == Mark{.kinds = Mark::PROMPT | Mark::INPUT});
    CHECK(mark_at(terminal, 1) == Mark{.kinds = Mark::OUTPUT});
    CHECK(mark_at(terminal, 2) == Mark{.kinds = Mark::END | Mark::PROMPT, .status = 2});
    CHECK(mark_at(terminal, 3).is_empty());

    terminal.feed("\n\n\x1b[1K\x1b[2J");

    for (std::size_t row = 0; row < 4; ++row) CHECK(mark_at(terminal, row).is_empty());
    const auto dictionary = std::make_shared<Dictionary>();
    CHECK(unpack(terminal.history().rows(0).at(0), 10, dictionary).mark == Mark{.kinds = Mark::PROMPT | Mark::INPUT});
}

TEST_CASE("a second mark of a command's end can come without a status")
{
    CHECK(mark_at(terminal_of("\x1b]133;D;2\a\x1b]133;D\a"), 0) == Mark{.kinds = Mark::END});
    CHECK(mark_at(terminal_of("\x1b]133;D;x\a"), 0) == Mark{.kinds = Mark::END});
    CHECK(mark_at(terminal_of("\x1b]133;E\a"), 0).is_empty());
}

TEST_CASE("a progress bar is not a notification, and bad base64 is not a clipboard")
{
    CHECK(terminal_of("\x1b]9;4;1;50\a\x1b]52;c;!!!\a").take_events().empty());
}

TEST_CASE("a clipboard of 1 MiB and other strings of 64 KiB are accepted, and a dropped clipboard is reported")
{
    const std::string most(Scanner::LONGEST_CLIPBOARD, 'x');
    CHECK(event_of("\x1b]52;c;" + encode_base64(most) + "\a") == TerminalEvent{ClipboardEvent{"c", most}});
    CHECK(event_of("\x1b]52;cpqs01234567;" + encode_base64(most) + "\x1b\\") ==
          TerminalEvent{ClipboardEvent{"cpqs01234567", most}});
    for (const std::size_t more : {1U, 2U, 3U, 100U, 1U << 20U}) {
        CAPTURE(more);
        const std::string sequence = "\x1b]52;c;" + encode_base64(most + std::string(more, 'x'));
        CHECK(event_of(sequence + "\a") == TerminalEvent{ClipboardTooLongEvent{}});
        CHECK(event_of(sequence + "\x1b\\") == TerminalEvent{ClipboardTooLongEvent{}});
        CHECK(terminal_of(sequence + "\x18").take_events().empty()); // cancelled by CAN, so no clipboard was dropped
    }
    // No other string is kept beyond 64 KiB.
    for (const std::string_view begin : {"\x1b]2;", "\x1b]8;;", "\x1b]520;c;", "\x1bP+q", "\x1bP52;c;"}) {
        Terminal terminal = terminal_of(std::string(begin) + std::string(200'000, 'a'));
        CHECK(terminal.snapshot().tail.size() < 10);
        terminal.feed("\x1b\\");
        CHECK(terminal.take_events().empty());
        CHECK(terminal.screen().title.empty());
    }
}

TEST_CASE("an unfinished clipboard is left out of a snapshot for display, and kept in one for restoring")
{
    const std::string data(900'000, 'x');
    const std::string sequence = "\x1b]52;c;" + encode_base64(data) + "\x1b\\";
    for (const std::size_t cut : {4UL, 5UL, 100UL, 70'000UL, sequence.size() - 2, sequence.size() - 1}) {
        CAPTURE(cut);
        Terminal terminal = terminal_of("seen");
        const auto before = serialise(terminal.snapshot()).size();
        terminal.feed(sequence.substr(0, cut));
        const Snapshot shown = terminal.snapshot(SnapshotHistory::kept, UnfinishedClipboard::left_out);
        CHECK(serialise(shown).size() < before + 20);

        Terminal whole = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
        Terminal seen = Terminal::restore(*parse_snapshot(serialise(shown)));
        for (Terminal* each : {&terminal, &whole, &seen}) each->feed(sequence.substr(cut) + "text");
        CHECK(whole.take_events() == std::vector{TerminalEvent{ClipboardEvent{"c", data}}});
        CHECK(whole.snapshot() == terminal.snapshot());
        CHECK(seen.snapshot() == terminal.snapshot());
        CHECK(seen.take_events().size() == (cut < 5 ? 1 : 0));
    }
}

TEST_CASE("a clipboard that is too long is reported as dropped wherever the terminal was restored")
{
    const std::string sequence = "\x1b]52;c;" + std::string(2U << 20, 'a') + "\a";
    for (const std::size_t cut : {10UL, 1'390'000UL, 1'399'000UL, sequence.size() - 1}) {
        Terminal terminal = terminal_of(sequence.substr(0, cut));
        Terminal restored = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
        restored.feed(sequence.substr(cut));
        CHECK(restored.take_events() == std::vector{TerminalEvent{ClipboardTooLongEvent{}}});
    }
}

TEST_CASE("a clipboard query gets a reply in the query's form")
{
    CHECK(clipboard_reply({"c", "\a"}, "hi") == "\x1b]52;c;aGk=\a");
    CHECK(clipboard_reply({"", "\x1b\\"}, "") == "\x1b]52;;\x1b\\");
}

TEST_CASE("at most 256 events are kept")
{
    CHECK(terminal_of(std::string(1000, '\a')).take_events().size() == 256);
}

TEST_CASE("the working directory is the one that the program reports")
{
    CHECK(terminal_of("\x1b]7;file://host/tmp\a").working_directory() == "file://host/tmp");
}
