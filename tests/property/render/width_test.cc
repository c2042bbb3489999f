#include "common/render/certainty.h"
#include "common/render/painter.h"
#include "common/render/stretch.h"
#include "common/terminal/terminal.h"
#include "tests/support/cases.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

using namespace cleat;
using cleat::test::cases;
using cleat::test::Stream;

namespace {

/// Simulates a user's terminal that disagrees with the session about widths: replaces each glyph about which terminals
/// differ with another one, of the other width.
std::string as_shown_with_other_widths(std::string bytes)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> DIFFERENT = {{
        {"\U0001f600", "n"}, // a face, an old one among emoji
        {"\u260e", "\u4e16"},
        {"\u2500", "\uff1d"}, // ambiguous in Unicode Standard Annex 11
        {"\u00e9", "\uff45"}, // the same
    }};
    for (const auto& [ours, theirs] : DIFFERENT)
        for (auto at = bytes.find(ours); at != std::string::npos; at = bytes.find(ours, at + theirs.size()))
            bytes.replace(at, ours.size(), theirs);
    return bytes;
}

std::string text_at(const Row& row, int column)
{
    std::string text;
    const auto& cell = row.cells[static_cast<std::size_t>(column)];
    row.append_text(cell, text);
    return text.empty() && !cell.is_tail() ? " " : text;
}

/// Compares the cells whose glyphs have the same width on every terminal, except in stretches.
void check_certain_cells(const Row& wanted, const Row& shown)
{
    const auto stretches = find_stretches(wanted, false);
    for (int column = 0; column < wanted.columns(); ++column) {
        const auto runs_on = [&](const Stretch& s) { return s.begin <= column && column < s.reach(); };
        if (std::ranges::any_of(stretches, runs_on)) continue;
        const auto& cell = wanted.cells[static_cast<std::size_t>(column)];
        if (cell.is_tail() || !has_certain_width(wanted, cell, false)) continue;
        INFO("column ", column, " of \"", wanted.text(), "\", shown as \"", shown.text(), "\"");
        REQUIRE(text_at(shown, column) == text_at(wanted, column));
    }
}

} // namespace

TEST_CASE("outside stretches, a terminal that disagrees about a glyph's width shows only that glyph wrong")
{
    auto capabilities = Capabilities::full();
    capabilities.grapheme_clusters = false;
    capabilities.narrow_ambiguous = false;
    capabilities.line_sizes = false;
    for (const int seed : cases(10'000)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 70'000);
        // In a line too narrow for two double-width glyphs, one glyph wrongly treated as wide moves two lines down.
        const Size size{.rows = stream.size().rows, .columns = std::max(4, stream.size().columns)};
        Terminal session(size);
        Terminal outer(size);
        Painter painter(capabilities);
        outer.feed(painter.begin(size, Placing::alternate_screen));
        for (int step = 0; step < 8; ++step) {
            CAPTURE(step);
            session.feed(stream.pieces(size, stream.number(1, 20)));
            const Screen wanted = session.screen();
            const std::string frame = painter.paint(wanted);
            CAPTURE(frame);
            outer.feed(as_shown_with_other_widths(frame));
            const Screen shown = outer.screen();
            for (std::size_t row = 0; row < wanted.rows().size(); ++row) {
                CAPTURE(row);
                if (wanted.rows()[row]->line_size == LineSize::normal)
                    check_certain_cells(*wanted.rows()[row], *shown.rows()[row]);
            }
        }
    }
}
