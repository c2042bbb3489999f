#include "common/terminal/encode.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

std::string encoded(std::string_view name, const Modes& modes = {})
{
    return encode_key(*parse_key(name), modes);
}

} // namespace

TEST_CASE("characters are sent as UTF-8")
{
    CHECK(encoded("a") == "a");
    CHECK(encoded("\xe4\xb8\x96") == "\xe4\xb8\x96");
    CHECK(encoded("C-c") == "\x03");
    CHECK(encoded("C-Space") == std::string(1, '\0'));
    CHECK(encoded("C-_") == "\x1f");
    CHECK(encoded("M-x") == "\x1bx");
    CHECK(encoded("C-M-a") == "\x1b\x01");
    CHECK(encoded("S-a") == "A");
}

TEST_CASE("named keys are sent as by xterm")
{
    CHECK(encoded("Enter") == "\r");
    CHECK(encoded("Tab") == "\t");
    CHECK(encoded("BTab") == "\x1b[Z");
    CHECK(encoded("BSpace") == "\x7f");
    CHECK(encoded("Escape") == "\x1b");
    CHECK(encoded("Up") == "\x1b[A");
    CHECK(encoded("Home") == "\x1b[H");
    CHECK(encoded("Delete") == "\x1b[3~");
    CHECK(encoded("F1") == "\x1bOP");
    CHECK(encoded("F5") == "\x1b[15~");
    CHECK(encoded("F12") == "\x1b[24~");
}

TEST_CASE("modifiers are sent as a parameter")
{
    CHECK(encoded("C-Up") == "\x1b[1;5A");
    CHECK(encoded("S-F1") == "\x1b[1;2P");
    CHECK(encoded("M-Delete") == "\x1b[3;3~");
    CHECK(encoded("C-M-S-F5") == "\x1b[15;8~");
}

TEST_CASE("application modes change what keys send")
{
    CHECK(encoded("Up", {.cursor_keys = true}) == "\x1bOA");
    CHECK(encoded("C-Up", {.cursor_keys = true}) == "\x1b[1;5A");
    CHECK(encoded("Enter", {.newline = true}) == "\r\n");
}

TEST_CASE("modifyOtherKeys distinguishes keys that are the same without it")
{
    const Modes one{.modify_other_keys = 1};
    CHECK(encoded("C-c", one) == "\x03");
    CHECK(encoded("C-Tab", one) == "\x1b[27;5;9~");
    CHECK(encoded("C-;", one) == "\x1b[27;5;59~");
    const Modes two{.modify_other_keys = 2};
    CHECK(encoded("C-i", two) == "\x1b[27;5;105~");
    CHECK(encoded("M-x", two) == "\x1b[27;3;120~");
    CHECK(encoded("A", two) == "A");
}

TEST_CASE("kitty's flag 1 encodes ambiguous keys as sequences")
{
    const Modes kitty{.keyboard_flags = 1};
    CHECK(encoded("Escape", kitty) == "\x1b[27u");
    CHECK(encoded("C-c", kitty) == "\x1b[99;5u");
    CHECK(encoded("M-x", kitty) == "\x1b[120;3u");
    CHECK(encoded("C-Enter", kitty) == "\x1b[13;5u");
    CHECK(encoded("Enter", kitty) == "\r");
    CHECK(encoded("a", kitty) == "a");
    CHECK(encoded("F3", kitty) == "\x1b[13~");
    CHECK(encoded("F1", kitty) == "\x1b[P");
    CHECK(encoded("Up", kitty) == "\x1b[A");
    CHECK(encoded("a", {.keyboard_flags = 9}) == "\x1b[97u");
}

TEST_CASE("a paste is bracketed only if the program requested it")
{
    CHECK(encode_paste_text("text", {}) == "text");
    CHECK(encode_paste_text("text", {.bracketed_paste = true}) == "\x1b[200~text\x1b[201~");
}

TEST_CASE("a paste cannot end its brackets or press keys")
{
    const Modes framed{.bracketed_paste = true};
    CHECK(encode_paste_text("a\x1b[201~rm\n", framed) == "\x1b[200~a[201~rm\r\x1b[201~");
    CHECK(encode_paste_text("a\x03\x04\x7f\xc2\x9b"
                            "b\tc",
                            {}) == "ab\tc");
    CHECK(encode_paste_text("1\r\n2\n3\r", {}) == "1\r2\r3\r");
}
