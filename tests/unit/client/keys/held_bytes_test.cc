#include "client/keys/held_bytes.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("bytes are taken in order, and the rest is not moved")
{
    HeldBytes held;
    const std::string bytes(100'000, 'x');
    held.add(bytes + "end");
    const char* const began = held.view().data();

    for (std::size_t taken = 0; taken < bytes.size(); taken += 4) {
        REQUIRE(held.view().data() == began + taken);
        REQUIRE(held.take(4) == "xxxx");
    }

    CHECK(held.view() == "end");
    CHECK(held.size() == 3);
    CHECK(held[1] == 'n');
}

TEST_CASE("added bytes follow the remaining ones")
{
    HeldBytes held;
    CHECK(held.empty());
    held.add("one two");
    CHECK(held.take(4) == "one ");

    held.add(" three");

    CHECK(held.view() == "two three");
    CHECK(held.take(9) == "two three");
    CHECK(held.empty());
    CHECK(held.take(0).empty());
}

TEST_CASE("only the bytes not yet taken count as held")
{
    HeldBytes held;
    for (int i = 0; i < 1'000; ++i) {
        held.add("abc");
        CHECK(held.take(i < 2 ? 2 : 3).size() == (i < 2 ? 2 : 3));
    }
    CHECK(held.size() == 2);
    CHECK(held.view() == "bc");
}
