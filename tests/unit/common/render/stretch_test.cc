#include "common/render/stretch.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using cleat::test::row_of_glyphs;

namespace {

using Stretches = std::vector<Stretch>;

Stretches stretches_of(std::string_view text, int columns = 30)
{
    return find_stretches(row_of_glyphs(text, columns), true);
}

/// `text` with a style for each cell: that of the letter at the same index in `styles`, or the default.
Row styled(std::string_view text, std::string_view styles)
{
    Row row = row_of_glyphs(text, 30);
    for (std::size_t i = 0; i < styles.size(); ++i) {
        Style style;
        if (styles[i] == 'b') style.background = Colour::indexed(4);
        style.set(Attribute::reverse, styles[i] == 'r');
        if (styles[i] == 'u') style.underline = Underline::single;
        style.set(Attribute::bold, styles[i] == 'B');
        row.cells[i].style = row.dictionary->style_id(style);
    }
    return row;
}

} // namespace

TEST_CASE("a stretch starts at a glyph that some terminals draw in two columns, and ends at the next gap")
{
    CHECK(stretches_of("\u26a0\ufe0ftext") == Stretches{{0, 5, 1}});
    CHECK(stretches_of("\u26a0\ufe0f text") == Stretches{{0, 6, 1}});
    CHECK(stretches_of("ab \u26a0\ufe0ftext more  and") == Stretches{{3, 13, 1}});
    CHECK(stretches_of("1\ufe0f\u20e3x") == Stretches{{0, 2, 1}});
    CHECK(stretches_of("\u26a0\ufe0fa  \u26a0\ufe0fb") == Stretches{{0, 2, 1}, {4, 6, 1}});
}

TEST_CASE("a stretch starts at pictographs that some terminals join into one")
{
    CHECK(stretches_of("\U0001f44b\U0001f3fdhand up") == Stretches{{0, 11, 0}});
    CHECK(stretches_of("\U0001f469\u200d\U0001f467 on") == Stretches{{0, 7, 0}});
    CHECK(stretches_of("\u2764\ufe0f\u200d\U0001f525x") == Stretches{{0, 4, 1}});
}

TEST_CASE("a stretch starts at a Hangul syllable in letters, to which some terminals give a column each")
{
    CHECK(stretches_of("\u1112\u1161\u11abx") == Stretches{{0, 3, 2}});
    CHECK(stretches_of("\u1100\u1161\u1102\u1161") == Stretches{{0, 4, 2}});
    CHECK(stretches_of("\u1112\u1161\u11abx", 5).empty());
    CHECK(stretches_of("\u1112\u1161\u11ab \u2502").empty());
}

TEST_CASE("a gap is longer than the extra columns a terminal may use for the text before it")
{
    CHECK(stretches_of("\u260e\ufe0f\u260e\ufe0fab  cd   ef") == Stretches{{0, 8, 2}});
    CHECK(stretches_of("\u26a0\ufe0fa \u26a0\ufe0fb  c   d") == Stretches{{0, 8, 2}});
    CHECK(stretches_of("\u26a0\ufe0fa \u00e9 \U0001f680 \U0001f1e9\U0001f1ea x") == Stretches{{0, 12, 3}});
}

TEST_CASE("glyphs of undisputed width, or of a width that nobody knows, start no stretch")
{
    for (const char* text : {"text", "\u26a0text", "\u26a0\ufe0etext", "\U0001f680text", "\U0001f1e9\U0001f1eatext",
                             "\u2705\ufe0ftext", "\u0928\u093f x", "\ud55cx", "e\u0301x"}) {
        CAPTURE(text);
        CHECK(stretches_of(text).empty());
    }
}

TEST_CASE("a stretch never moves line-drawing characters")
{
    for (const char* line : {"\u2502", "\u2588", "\u28ff", "\ue0b0", "\U0001fb00", "\u23ba"}) {
        CAPTURE(line);
        CHECK(stretches_of("\u26a0\ufe0fa b" + std::string(line)).empty());
        CHECK(stretches_of("\u26a0\ufe0f " + std::string(line)).empty());
        CHECK(stretches_of("\u26a0\ufe0fa  " + std::string(line)) == Stretches{{0, 2, 1}});
        CHECK(stretches_of("\u26a0\ufe0f" + std::string(line) + "\u26a0\ufe0fb") == Stretches{{2, 4, 1}});
    }
}

TEST_CASE("a stretch needs room for its surplus columns and one more")
{
    CHECK(stretches_of("\u26a0\ufe0ftext", 7) == Stretches{{0, 5, 1}});
    CHECK(stretches_of("\u26a0\ufe0ftext", 6).empty());
    CHECK(stretches_of("\u26a0\ufe0f\u26a0\ufe0fab", 6).empty());
    CHECK(stretches_of("\U0001f44b\U0001f3fdab", 7) == Stretches{{0, 6, 0}});
    CHECK(stretches_of("\U0001f44b\U0001f3fdab", 6).empty());
    CHECK(stretches_of("ab\u26a0\ufe0f", 3).empty());
}

TEST_CASE("no stretch starts in a row that continues in the next one, or in one of another line size")
{
    Row row = row_of_glyphs("\u26a0\ufe0ftext", 30);
    row.wrapped = true;
    CHECK(find_stretches(row, true).empty());
    row.wrapped = false;
    row.line_size = LineSize::double_width;
    CHECK(find_stretches(row, true).empty());
}

TEST_CASE("a gap has one background, and nothing else visible")
{
    const std::string_view text = "\u26a0\ufe0fab    cd";
    CHECK(find_stretches(styled(text, "bbbbbbbbb"), true) == Stretches{{0, 3, 1}});
    CHECK(find_stretches(styled(text, "...B"), true) == Stretches{{0, 3, 1}});
    CHECK(find_stretches(styled(text, "rrrr"), true) == Stretches{{0, 4, 1}});
    CHECK(find_stretches(styled(text, "bbbb"), true) == Stretches{{0, 4, 1}});
    CHECK(find_stretches(styled(text, "uuuuu"), true) == Stretches{{0, 5, 1}});
    CHECK(find_stretches(styled(text, "...b.b."), true) == Stretches{{0, 9, 1}});
}

TEST_CASE("a stretch is written whole, with everything it may reach and may be joined to")
{
    const Row row = row_of_glyphs("ab\u26a0\ufe0fcd  ef", 10);
    const auto stretches = find_stretches(row, true);
    const auto marked = [&](std::string marks) {
        std::vector<char> cells;
        for (const char mark : marks) cells.push_back(mark == 'x' ? 1 : 0);
        CHECK(mark_stretches(row, stretches, cells) == (std::find(cells.begin(), cells.end(), 1) != cells.end()));
        CHECK_FALSE(mark_stretches(row, stretches, cells));
        for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = cells[i] != 0 ? 'x' : '.';
        return marks;
    };
    CHECK(marked("....x.....") == ".xxxxx....");
    CHECK(marked(".....x....") == ".xxxxx....");
    CHECK(marked(".x........") == ".xxxxx....");
    CHECK(marked("..........") == "..........");
}
