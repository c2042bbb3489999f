#include "client/verbs/live_page.h"
#include "tests/support/allocated_bytes.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

TextMaker in_pieces(const std::vector<std::string>& pieces)
{
    return [pieces](const auto& write) {
        for (const std::string& piece : pieces) write(piece);
    };
}

} // namespace

TEST_CASE("the first lines of a text do not depend on how it is cut into pieces")
{
    CHECK(first_lines(in_pieces({"one\ntwo\nthree\n"}), 2) == "one\ntwo\n");
    CHECK(first_lines(in_pieces({"on", "e", "\n", "two\nth", "ree\n"}), 2) == "one\ntwo\n");
    CHECK(first_lines(in_pieces({"one\n", "\n", "three"}), 5) == "one\n\nthree");
    CHECK(first_lines(in_pieces({"one"}), 0).empty());
}

TEST_CASE("no more of an unbounded text is kept than a terminal can show")
{
    const std::string piece(4'096, 'x');
    const HeldBytes held;

    const auto lines = first_lines(
        [&piece](const auto& write) {
            for (int i = 0; i < 1'000; ++i) write(piece);
            write("\nnext\n");
            for (int i = 0; i < 1'000; ++i) write(piece);
        },
        2);
    const auto most = held.most();

    CHECK(lines == std::string(LONGEST_LINE, 'x') + "\nnext\n");
    CHECK(most < 4 * LONGEST_LINE);
}

TEST_CASE("a page cuts lines to its width, and erases beside and below them")
{
    CHECK(page_of("a longer line\nb\nc\n", 2, 8) == "\x1b[Ha longer\x1b[K\r\nb\x1b[K\x1b[J");
}
