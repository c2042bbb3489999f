#include "client/keys/escape_key.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("an escape key is Control with a character")
{
    CHECK(parse_escape_key("C-\\").value() == EscapeKey{U'\\'});
    CHECK(parse_escape_key("C-a").value() == EscapeKey{U'a'});
    CHECK(parse_escape_key("^]").value() == EscapeKey{U']'});
    CHECK(parse_escape_key("none").value() == std::nullopt);
}

TEST_CASE("the legacy byte of an escape key is the ASCII control character")
{
    CHECK(EscapeKey{U'\\'}.legacy() == '\x1c');
    CHECK(EscapeKey{U'a'}.legacy() == '\x01');
    CHECK(EscapeKey{U']'}.legacy() == '\x1d');
}

TEST_CASE("keys without Control, or whose control character is another key, are refused as the escape key")
{
    for (const char* name : {"a", "F1", "M-a", "C-M-a", "C-[", "C-i", "C-m", "C-F1", "C-Up", "", "C-1"}) {
        INFO(name);
        const auto key = parse_escape_key(name);
        REQUIRE_FALSE(key);
        CHECK(key.error().code() == ErrorCode::invalid);
    }
}
