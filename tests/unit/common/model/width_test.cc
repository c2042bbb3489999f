#include "common/model/width.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>

using namespace cleat;

TEST_CASE("letters take one column, ideographs and emoji two, marks none")
{
    CHECK(width(U'a') == 1);
    CHECK(width(U' ') == 1);
    CHECK(width(0xe9) == 1);
    CHECK(width(0x4e16) == 2);
    CHECK(width(0xff21) == 2);
    CHECK(width(0x1f600) == 2);
    CHECK(width(0x1f9e9) == 2);
    CHECK(width(0x301) == 0);
    CHECK(width(0x200d) == 0);
    CHECK(width(0xfe0f) == 0);
}

TEST_CASE("unassigned code points take one column")
{
    CHECK(width(0) == 1);
    CHECK(width(0xd800) == 1);
    CHECK(width(0x10ffff) == 1);
    CHECK(width(0x110000) == 1);
    CHECK(width(0xffffffff) == 1);
}

TEST_CASE("character widths are those of the newest Unicode")
{
    CHECK(unicode_version() == "17.0");
    CHECK(width(0x1f6dc) == 2); // 15.0
    CHECK(width(0x1fa77) == 2);
    CHECK(width(0x1fae8) == 2);
    CHECK(width(0x2ebf0) == 2); // 15.1: ideographs, extension I
    CHECK(width(0x1fae9) == 2); // 16.0
    CHECK(width(0x2630) == 2);  // wide since then
    CHECK(width(0x1faea) == 2); // 17.0
    CHECK(width(0x0897) == 0);  // a mark of 16.0
}

TEST_CASE("unassigned code points take two columns in blocks reserved for wide characters")
{
    for (const std::uint32_t c : {0x2a6e0U, 0x2ebefU, 0x2f7ffU, 0x2fffdU, 0x3134bU, 0x3fffdU, 0xfadbU}) { // ideographs
        CAPTURE(c);
        CHECK(width(c) == 2);
    }
    for (const std::uint32_t c : {0x1fa7dU, 0x1faddU, 0x1faffU, 0x1f2ffU}) { // emoji
        CAPTURE(c);
        CHECK(width(c) == 2);
    }
    for (const std::uint32_t c : {0x0378U, 0x2fffeU, 0x3ffffU, 0x40000U, 0x1fc00U, 0x1f6fdU}) {
        CAPTURE(c);
        CHECK(width(c) == 1);
    }
}

TEST_CASE("joining characters take no column: marks, invisible format characters, vowels and finals of Hangul")
{
    for (const std::uint32_t c :
         {0x300U, 0x20ddU, 0x200bU, 0x2060U, 0xfe0eU, 0xe0061U, 0x1160U, 0x11ffU, 0xd7b0U, 0xd7fbU}) {
        CAPTURE(c);
        CHECK(width(c) == 0);
    }
    CHECK(width(0x1100) == 2);  // the initial consonant
    CHECK(width(0xad) == 1);    // the soft hyphen
    CHECK(width(0x600) == 1);   // Arabic number sign: a format character that is seen
    CHECK(width(0x3164) == 2);  // Hangul filler
    CHECK(width(0x1f3fd) == 2); // modifiers of emoji, by themselves
    CHECK(width(0x1f1e9) == 1); // half of a flag
}
