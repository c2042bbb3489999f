#include "common/model/packed_row.h"
#include "common/terminal/terminal.h"
#include "common/terminal/write_vt.h"
#include "tests/support/cases.h"
#include "tests/support/steps.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;
using cleat::test::cases;
using cleat::test::Step;
using cleat::test::steps;
using cleat::test::Stream;

namespace {

bool halves_agree(const Row& row)
{
    for (int column = 0; column < row.columns(); ++column) {
        const auto& cell = row.cells[static_cast<std::size_t>(column)];
        const bool follows_head = column > 0 && row.cells[static_cast<std::size_t>(column - 1)].is_wide();
        if (cell.is_tail() != follows_head) return false;
        if (cell.is_wide() && column + 1 == row.columns()) return false;
        if (cell.is_tail() && cell.style != row.cells[static_cast<std::size_t>(column - 1)].style) return false;
    }
    return true;
}

bool wrap_can_be_shown(const std::vector<RowRef>& rows, std::size_t at)
{
    if (!rows[at]->wrapped) return true;
    if (at + 1 == rows.size()) return false;
    const auto& below = rows[at + 1]->cells[0];
    return !below.is_empty() && (!rows[at]->cells.back().is_empty() || below.is_wide());
}

void check_invariants(const Terminal& terminal)
{
    const auto screen = terminal.screen();
    for (const auto* rows : {&screen.primary, &screen.alternate}) {
        REQUIRE(rows->size() == static_cast<std::size_t>(screen.size.rows));
        for (std::size_t row = 0; row < rows->size(); ++row) {
            REQUIRE((*rows)[row]->columns() == screen.size.columns);
            REQUIRE(halves_agree(*(*rows)[row]));
            REQUIRE(wrap_can_be_shown(*rows, row));
        }
    }
    const auto& cursor = screen.cursor;
    REQUIRE(cursor.row >= 0);
    REQUIRE(cursor.row < screen.size.rows);
    REQUIRE(cursor.column >= 0);
    REQUIRE(cursor.column < screen.size.columns);
    if (cursor.pending_wrap) {
        REQUIRE(screen.modes.autowrap);
        const auto& row = *screen.rows()[static_cast<std::size_t>(cursor.row)];
        REQUIRE_FALSE(row.cells[static_cast<std::size_t>(cursor.column)].is_empty());
    }
    if (terminal.history().is_open()) REQUIRE_FALSE(screen.primary[0]->cells[0].is_empty());
}

} // namespace

TEST_CASE("wraps, double-width glyphs and the cursor are valid after any output")
{
    for (const int seed : cases(400)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        const auto size = stream.size();
        Terminal terminal(size);
        for (const auto& step : steps(stream, size, 12)) {
            take(terminal, step);
            check_invariants(terminal);
        }
    }
}

TEST_CASE("a terminal made from a snapshot at any offset continues as one that was never interrupted")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 10'000);
        const auto size = stream.size();
        Terminal whole(size);
        Terminal cut(size);
        for (const auto& step : steps(stream, size, 10)) {
            take(whole, step);
            if (step.bytes.empty()) {
                take(cut, step);
            } else {
                const auto at = static_cast<std::size_t>(stream.number(0, static_cast<int>(step.bytes.size())));
                cut.feed(std::string_view(step.bytes).substr(0, at));
                cut = Terminal::restore(cut.snapshot());
                cut.feed(std::string_view(step.bytes).substr(at));
            }
            if (stream.chance(2)) cut = Terminal::restore(*parse_snapshot(serialise(cut.snapshot())));
            REQUIRE(cut.snapshot() == whole.snapshot());
            REQUIRE(cut.screen() == whole.screen());
            REQUIRE(cut.history() == whole.history());
        }
    }
}

TEST_CASE("how reads are split changes nothing")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 20'000);
        const auto size = stream.size();
        Terminal whole(size);
        Terminal by_bytes(size);
        for (const auto& step : steps(stream, size, 10)) {
            take(whole, step);
            if (step.bytes.empty()) take(by_bytes, step);
            for (const char byte : step.bytes) by_bytes.feed({&byte, 1});
            REQUIRE(by_bytes.snapshot() == whole.snapshot());
        }
        REQUIRE(by_bytes.take_replies() == whole.take_replies());
        REQUIRE(by_bytes.take_events() == whole.take_events());
    }
}

TEST_CASE("a snapshot read back is the snapshot that was written")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 30'000);
        const auto size = stream.size();
        Terminal terminal(size);
        for (const auto& step : steps(stream, size, 10)) take(terminal, step);
        const auto snapshot = terminal.snapshot();

        const auto bytes = serialise(snapshot);
        const auto read = parse_snapshot(bytes);

        REQUIRE(read);
        REQUIRE(*read == snapshot);
        REQUIRE(serialise(*read) == bytes);
    }
}

TEST_CASE("shrinking and growing back without output gives the same screen, cursor and history")
{
    for (const int seed : cases(600)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 40'000);
        const auto size = stream.size();
        Terminal terminal(size);
        for (int i = 0; i < 6; ++i) {
            terminal.feed(stream.pieces(size, stream.number(1, 20)));
            const auto before = terminal.snapshot();

            for (int sizes = stream.number(1, 4); sizes > 0; --sizes) {
                terminal.resize({.rows = stream.number(1, size.rows), .columns = stream.number(2, size.columns)});
                if (stream.chance(3)) terminal = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
                check_invariants(terminal);
            }
            terminal.resize(size);

            const auto after = terminal.snapshot();
            if (before.state.active == Side::primary) {
                REQUIRE(after.screen().primary.size() == before.primary.size());
                REQUIRE(after.screen().text() == before.screen().text());
                // A wrap that was pending at a margin has lost that margin.
                auto cursor = before.state.cursor;
                if (cursor.pending_wrap && cursor.column != size.columns - 1) cursor = after.state.cursor;
                REQUIRE(after.state.cursor == cursor);
            }
            for (std::size_t row = 0; row < before.primary.size(); ++row)
                REQUIRE(*after.primary[row] == *before.primary[row]);
            REQUIRE(after.history == before.history);
            REQUIRE(after.state.saved(Side::primary) == before.state.saved(Side::primary));
        }
    }
}

TEST_CASE("resizes do not lose text that was written")
{
    for (const int seed : cases(200)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 50'000);
        const auto size = stream.size();
        Terminal terminal(size);
        std::string written;
        for (int i = 0; i < 30; ++i) {
            const auto line = std::to_string(stream.number(0, 1'000'000));
            written += line + '\n';
            terminal.feed(line + "\r\n");
            if (stream.chance(4)) terminal.resize(stream.size());
        }

        std::string seen;
        for (auto line = terminal.history().first(); line < terminal.history().end(); ++line) {
            const auto dictionary = std::make_shared<Dictionary>();
            for (const auto packed : terminal.history().rows(line)) {
                StyleId fill = 0;
                seen += unpack(packed, dictionary, fill).text();
            }
            if (line + 1 < terminal.history().end() || !terminal.history().is_open()) seen += '\n';
        }
        const auto screen = terminal.screen();
        for (const auto& row : screen.primary) {
            seen += row->text();
            if (!row->wrapped) seen += '\n';
        }
        while (seen.ends_with("\n\n")) seen.pop_back();
        REQUIRE(seen == written);
    }
}
