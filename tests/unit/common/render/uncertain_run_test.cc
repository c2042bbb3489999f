#include "common/render/certainty.h"
#include "common/render/uncertain_run.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using cleat::test::row_of_glyphs;

namespace {

RowRef row_with(std::string_view text)
{
    return std::make_shared<Row>(row_of_glyphs(text, 16));
}

bool is_certain(std::string_view text)
{
    const auto row = row_with(text);
    return has_certain_width(*row, row->cells.front(), true);
}

std::string marked(std::string_view text, std::string marks)
{
    const auto row = row_with(text);
    std::vector<char> cells;
    for (const char mark : marks) cells.push_back(mark == 'x' ? 1 : 0);
    mark_uncertain_runs(*row, true, cells);
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = cells[i] != 0 ? 'x' : '.';
    return marks;
}

} // namespace

TEST_CASE("a glyph is uncertain if some terminal does not draw it, or draws it with another width")
{
    for (const char* text : {"a", "\u00e9", "e\u0301", "\u4e16", "\u30ab\u3099", "\u2500", "\uac01"}) {
        CAPTURE(text);
        CHECK(is_certain(text));
    }
    for (const char* text :
         {"\u00ad",     "\u0378",       "\u2028",        "\u3164",     "\uffa0",  "\u115f",  "\u0600",
          "\U0001f600", "\U0001fae9",   "\U0002ebf0",    "\U0002fffd", "\u4dc0",  "\u3248",  "\u2630",
          "\u26a0",     "\u26a0\ufe0f", "1\ufe0f\u20e3", "a\u0897",    "a\u1160", "q\u200d", "\u1112\u1161\u11ab",
          "\U0001f1e9"}) {
        CAPTURE(text);
        CHECK_FALSE(is_certain(text));
    }
}

TEST_CASE("uncertain glyphs that a terminal may combine into one are one run")
{
    CHECK(uncertain_run(*row_with("\U0001f1e9\U0001f1eaflag"), 0, true) == UncertainRun{0, 2, 4});
    CHECK(uncertain_run(*row_with("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"), 0, true) == UncertainRun{0, 4, 8});
    CHECK(uncertain_run(*row_with("\U0001f44b\U0001f3fdhand"), 0, true) == UncertainRun{0, 4, 4});
    CHECK(uncertain_run(*row_with("\U0001f469\u200d\U0001f467x"), 0, true) == UncertainRun{0, 4, 4});
    CHECK(uncertain_run(*row_with("\U0001f600\U0001f601"), 0, true) == UncertainRun{0, 2, 2});
    CHECK(uncertain_run(*row_with("\u26a0\ufe0ftext"), 0, true) == UncertainRun{0, 1, 2});

    CHECK(start_of_uncertain_run(*row_with("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"), 3, true) == 0);
    CHECK(start_of_uncertain_run(*row_with("\U0001f1e9\U0001f1eax"), 2, true) == 2);
}

TEST_CASE("a run is written whole, with everything that it may reach")
{
    CHECK(marked("ab\u00adcd", "..x..") == ".xxx.");
    CHECK(marked("ab\u00adcd", "...x.") == ".xxx.");
    CHECK(marked("ab\u00adcd", "x...x") == "x...x");
    CHECK(marked("\U0001f1e9\U0001f1eaflag", "x.....") == "xxxx..");
    CHECK(marked("a\u00ad\u00adbcd", "..x...") == "xxxx..");
    CHECK(marked("\u4e16\u00adbc", "...x.") == "xxxx.");
}
