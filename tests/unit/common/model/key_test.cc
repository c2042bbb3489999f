#include "common/model/key.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a character key is named by its character")
{
    CHECK(*parse_key("a") == Key{.character = U'a'});
    CHECK(*parse_key("A") == Key{.character = U'A'});
    CHECK(*parse_key("-") == Key{.character = U'-'});
    CHECK(*parse_key("^") == Key{.character = U'^'});
    CHECK(*parse_key("\xe4\xb8\x96") == Key{.character = 0x4e16});
}

TEST_CASE("named keys have several names, and case is ignored")
{
    CHECK(*parse_key("Enter") == Key{.named = NamedKey::enter});
    CHECK(*parse_key("return") == Key{.named = NamedKey::enter});
    CHECK(*parse_key("BSpace") == Key{.named = NamedKey::backspace});
    CHECK(*parse_key("PPage") == Key{.named = NamedKey::page_up});
    CHECK(*parse_key("pageup") == Key{.named = NamedKey::page_up});
    CHECK(*parse_key("DC") == Key{.named = NamedKey::erase});
    CHECK(*parse_key("f12") == Key{.named = NamedKey::f12});
    CHECK(*parse_key("Space") == Key{.character = U' '});
    CHECK(*parse_key("BTab") == Key{.named = NamedKey::tab, .shift = true});
}

TEST_CASE("modifiers come before the key, in any order")
{
    CHECK(*parse_key("C-c") == Key{.character = U'c', .control = true});
    CHECK(*parse_key("^c") == Key{.character = U'c', .control = true});
    CHECK(*parse_key("Ctrl-c") == Key{.character = U'c', .control = true});
    CHECK(*parse_key("C-M-Left") == Key{.named = NamedKey::left, .alt = true, .control = true});
    CHECK(*parse_key("M-C-Left") == *parse_key("C-M-Left"));
    CHECK(*parse_key("Alt-Shift-F5") == Key{.named = NamedKey::f5, .shift = true, .alt = true});
    CHECK(*parse_key("C--") == Key{.character = U'-', .control = true});
}

TEST_CASE("an unknown key name is an error that quotes it")
{
    CHECK(parse_key("nonsense").error().message() == "no key named \"nonsense\"");
    CHECK_FALSE(parse_key(""));
    CHECK_FALSE(parse_key("C-"));
    CHECK_FALSE(parse_key("ab"));
    CHECK_FALSE(parse_key("\x1b"));
    CHECK_FALSE(parse_key("\xff"));
    CHECK_FALSE(parse_key("\xe4\xb8"));
    CHECK_FALSE(parse_key("\xc0\x80"));
}
