#include "common/render/plain_cluster.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;

namespace {

std::string composed(std::string cluster)
{
    compose_syllable(cluster);
    return cluster;
}

std::string without_presentation(std::string cluster)
{
    drop_presentation(cluster);
    return cluster;
}

} // namespace

TEST_CASE("the letters of a Hangul syllable are written as one character")
{
    CHECK(composed("\u1112\u1161\u11ab") == "\ud55c");
    CHECK(composed("\u1100\u1161") == "\uac00");
    CHECK(composed("\u1112\u1175\u11c2") == "\ud7a3");
    CHECK(composed("\u1100\u1161\u0301") == "\uac00\u0301");
}

TEST_CASE("text that is not a Hangul syllable is written unchanged")
{
    for (const char* cluster :
         {"\u1100", "\u1100\u0301", "\u1113\u1161", "\u1100\u1160", "\ua960\u1161", "e\u0301", "\u4e16\u0301"}) {
        CAPTURE(cluster);
        CHECK(composed(cluster) == cluster);
    }
    CHECK(composed("\u1100\u1161\u11a7") == "\uac00\u11a7"); // no final
}

TEST_CASE("a glyph loses its emoji presentation, and nothing else")
{
    CHECK(without_presentation("\u26a0\ufe0f") == "\u26a0");
    CHECK(without_presentation("1\ufe0f\u20e3") == "1\u20e3");
    CHECK(without_presentation("\u26a0\ufe0e") == "\u26a0\ufe0e");
    CHECK(without_presentation("\ufe0f") == "\ufe0f");
}
