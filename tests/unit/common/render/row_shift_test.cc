#include "common/render/row_shift.h"

#include "tests/support/rows.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

/// Rows; equal letters mean the same object.
std::vector<RowRef> rows(std::string_view letters)
{
    static std::vector<RowRef> alphabet;
    while (alphabet.size() < 26) alphabet.push_back(std::make_shared<const Row>(test::row_of("x", 5)));
    std::vector<RowRef> out;
    for (char c : letters) out.push_back(c == '-' ? nullptr : alphabet[static_cast<std::size_t>(c - 'a')]);
    return out;
}

} // namespace

TEST_CASE("a part of the screen that moved is found")
{
    CHECK(find_shift(rows("abcdefgh"), rows("bcdefghz")) == RowShift{.top = 0, .bottom = 7, .by = 1});
    CHECK(find_shift(rows("abcdefgh"), rows("zabcdefg")) == RowShift{.top = 0, .bottom = 7, .by = -1});
    CHECK(find_shift(rows("abcdefgh"), rows("adefgyzh")) == RowShift{.top = 1, .bottom = 6, .by = 2});
}

TEST_CASE("a shift that is not worthwhile is not made")
{
    CHECK(find_shift(rows("abcdefgh"), rows("abcdefgh")) == std::nullopt);
    CHECK(find_shift(rows("abcdefgh"), rows("ijklmnab")) == std::nullopt);
    CHECK(find_shift(rows("--------"), rows("abcdefgh")) == std::nullopt);
    CHECK(find_shift(rows("abcxyyyyyy"), rows("yyyxyyyyyy")) == std::nullopt);
}
