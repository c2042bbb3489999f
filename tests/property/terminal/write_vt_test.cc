#include "common/terminal/write_vt.h"

#include "common/model/reflow.h"
#include "common/model/width.h"
#include "common/terminal/terminal.h"
#include "tests/support/cases.h"
#include "tests/support/difference.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;
using cleat::test::cases;
using cleat::test::difference;
using cleat::test::Stream;

namespace {

/// Whether VT bytes can make another terminal repeat the last character (REP): they must print it last, without leaving
/// it visible. Impossible while the cursor is waiting to wrap after another glyph, which must be printed later, and if
/// there is no room for the character.
bool can_be_last(const Snapshot& snapshot)
{
    const char32_t c = snapshot.state.last_character;
    if (c == 0 || snapshot.state.cursor.pending_wrap) return false;
    const auto screen = snapshot.screen();
    for (const auto& row : screen.rows()) {
        if (row->line_size != LineSize::normal) continue;
        // The last cell of a wrapped row belongs to the glyph that did not fit into it.
        const auto end = row->cells.end() - (row->wrapped ? 1 : 0);
        for (auto cell = row->cells.begin(); end - cell >= width(c); ++cell)
            if (cell->is_empty() && (width(c) == 1 || *std::next(cell) == *cell)) return true;
    }
    return false;
}

/// The state without everything that VT bytes cannot set in another terminal:
/// - the amount of output, the screen before a resize, and the profile of the user's terminal;
/// - modes that change nothing here, but in other terminals lock the keyboard, echo, or change the size;
/// - modes that only the other terminal had saved (XTSAVE), because saved modes cannot be removed;
/// - a synchronised update in progress, which must not be left open unless the output that follows is written too;
/// - the glyph that the next character may join, because every control function ends that;
/// - the character that REP repeats, in the cases above.
TerminalState restorable(const Snapshot& snapshot, const Snapshot& wanted)
{
    auto state = snapshot.state;
    state.offset = 0;
    state.rows_scrolled = 0;
    state.anchor.reset();
    state.profile = {};
    state.modes.synchronised = false;
    state.quiet_modes = {.tab_wraps = state.quiet_modes.tab_wraps,
                         .backarrow_is_backspace = state.quiet_modes.backarrow_is_backspace,
                         .unbounded_reverse_wrap = state.quiet_modes.unbounded_reverse_wrap};
    std::erase_if(state.saved_modes,
                  [&](const auto& saved) { return !wanted.state.saved_modes.contains(saved.first); });
    state.saved_modes.erase(1004);
    state.joint = {};
    if (!can_be_last(wanted)) state.last_character = 0;
    return state;
}

/// The newest lines of a history, laid out at a width.
std::string newest_lines(const History& history, std::uint64_t count, int columns)
{
    const auto words = std::make_shared<Dictionary>();
    std::string out;
    for (auto line = history.end() - std::min(count, history.end() - history.first()); line < history.end(); ++line) {
        auto laid_out = lay_out(history.rows(line), columns, words);
        // The text that a closed line once wrapped into was removed; so may be the double-width glyph that did not fit.
        const bool goes_on = history.is_open() && line + 1 == history.end() && !laid_out.back().cells.back().is_empty();
        laid_out.back().wrapped = goes_on;
        // No terminal joins double-width rows, so there each row counts as a line.
        for (auto& row : laid_out) row.wrapped = row.wrapped && row.line_size == LineSize::normal;
        for (const auto& row : laid_out) out += test::told(row) + '\n';
    }
    return out;
}

} // namespace

TEST_CASE("R4: VT bytes put another terminal into the same state, whatever its state was before")
{
    for (const int seed : cases(600)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 60'000);
        auto size = stream.size();
        Terminal terminal(size);
        for (int i = 0; i < 6; ++i) {
            terminal.feed(stream.pieces(size, stream.number(1, 20)));
            if (stream.chance(3)) terminal.resize(size = stream.size());
        }
        const auto wanted = terminal.snapshot();
        const auto lines = static_cast<std::uint64_t>(stream.number(0, 8));

        Terminal fresh(size);
        Terminal dirty(size);
        dirty.feed(stream.pieces(size, 40));
        for (auto* other : {&fresh, &dirty}) {
            CAPTURE(other == &dirty);
            other->feed(write_vt(wanted, {.history_lines = lines}));
            const auto shown = other->snapshot();
            REQUIRE(difference(restorable(shown, wanted), restorable(wanted, wanted)) == "");
            REQUIRE(difference(shown.primary, wanted.primary) == "");
            REQUIRE(difference(shown.alternate, wanted.alternate) == "");
            REQUIRE(shown.tail.empty());
            const auto pushed = newest_lines(wanted.history, lines, size.columns);
            const auto kept = newest_lines(shown.history, shown.history.end(), size.columns);
            INFO(kept, "does not end with\n", pushed);
            REQUIRE(kept.ends_with(pushed));
        }
    }
}

TEST_CASE("a terminal whose state was set by VT bytes continues like the original")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 70'000);
        const auto size = stream.size();
        Terminal terminal(size);
        terminal.feed(stream.pieces(size, 60));
        const auto snapshot = terminal.snapshot();
        if (!can_be_last(snapshot)) continue;
        Terminal other(size);
        other.feed(stream.pieces(size, 40));

        other.feed(write_vt(snapshot, {.history_lines = 1, .unfinished = true}));
        // The lines of the history that were not written are missing there.
        const std::string more = stream.pieces(size, 20);
        terminal.feed(more);
        other.feed(more);

        REQUIRE(difference(other.snapshot().primary, terminal.snapshot().primary) == "");
        REQUIRE(difference(other.snapshot().alternate, terminal.snapshot().alternate) == "");
        REQUIRE(other.screen() == terminal.screen());
    }
}
