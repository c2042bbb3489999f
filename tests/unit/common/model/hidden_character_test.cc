#include "common/base/hidden_character.h"

#include <doctest/doctest.h>

#include <utf8proc.h>

using namespace cleat;

namespace {

/// Whether utf8proc's tables hide the character. Their Unicode version may be older than ours.
bool is_hidden_by_utf8proc(char32_t c)
{
    const auto* const property = ::utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    switch (property->category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return property->ignorable;
    }
}

} // namespace

TEST_CASE("of all assigned characters only controls, format characters and ignorable ones are hidden")
{
    for (char32_t c = 0; c <= 0x10ffff; ++c) {
        const bool is_assigned = ::utf8proc_category(static_cast<utf8proc_int32_t>(c)) != UTF8PROC_CATEGORY_CN;
        if (!is_assigned && !is_hidden_by_utf8proc(c)) continue;
        INFO("U+" << std::hex << static_cast<unsigned>(c));
        REQUIRE(is_hidden(c) == is_hidden_by_utf8proc(c));
    }
    CHECK(is_hidden(U'\u202e'));
    CHECK_FALSE(is_hidden(U'é'));
    CHECK_FALSE(is_hidden(U'漢'));
    CHECK_FALSE(is_hidden(U'\u0301')); // a mark that is visible on the letter before it
}
