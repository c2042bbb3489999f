#include "common/render/banner.h"

#include <doctest/doctest.h>

using namespace cleat;

using Rows = std::vector<std::string>;

TEST_CASE("the client's messages are in one row if they fit")
{
    const Rows pieces{"one", "two", "three"};
    CHECK(fold_banner(pieces, {24, 80}) == Rows{" one  two  three "});
    CHECK(fold_banner(Rows{}, {24, 80}).empty());
    CHECK(fold_banner(Rows{"one", "", "two"}, {24, 80}) == Rows{" one  two "});
}

TEST_CASE("the client's messages take several rows if they do not fit in one, and leave one to the session")
{
    const Rows pieces{"one", "two", "three", "four"};
    CHECK(fold_banner(pieces, {24, 10}) == Rows{" one  two ", " three ", " four "});
    CHECK(fold_banner(pieces, {3, 10}) == Rows{" one  two ", " three "});
    CHECK(fold_banner(pieces, {2, 10}) == Rows{" one  two "});
    CHECK(fold_banner(pieces, {1, 10}) == Rows{" one  two "});
    CHECK(fold_banner(pieces, {24, 2}) == Rows{" one ", " two ", " three ", " four "}); // and cut when drawn
}
