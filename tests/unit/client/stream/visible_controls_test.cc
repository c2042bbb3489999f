#include "client/stream/visible_controls.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;

TEST_CASE("controls other than CR, LF and TAB are shown as text")
{
    VisibleControls shown;
    CHECK(shown.convert("\033[31qred\a \x7f\tx\r\n\b") == "\\e[31qred\\x07 \\x7f\tx\r\n\\x08");
    CHECK(shown.convert("\u009b1m \u0085") == "\\xc2\\x9b1m \\xc2\\x85");
}

TEST_CASE("bytes that are not UTF-8, which may be controls to a terminal, are shown as text")
{
    VisibleControls shown;
    CHECK(shown.convert("a\x9b"
                        "31m \xff\xc3(") == "a\\x9b31m \\xff\\xc3(");
}

TEST_CASE("text is passed unchanged, including marks for its direction")
{
    VisibleControls shown;
    const std::string text = "\u00e4\u20ac\U0001f469\u200d\U0001f680 \u202eabc\u202c \\e";
    CHECK(shown.convert(text) == text);
}

TEST_CASE("SGR sequences are passed unchanged, and sequences that resemble them are shown as text")
{
    VisibleControls shown;
    for (const std::string colour : {"\033[m", "\033[1;38:2::1:2:3m"}) CHECK(shown.convert(colour) == colour);
    CHECK(shown.convert("\033[>4;1m\033[?4m\033[1 m") == "\\e[>4;1m\\e[?4m\\e[1 m");
    CHECK(shown.convert("\033[" + std::string(100, '1') + "m") == "\\e[" + std::string(100, '1') + "m");
}

TEST_CASE("visible controls do not depend on where the output is split")
{
    const std::string bytes = "\u00e4\u20ac\U0001f469\033[1m\033[1q\u009b\xe2\x82(\xf0\x9f\x91\n";
    VisibleControls once;
    const std::string whole = once.convert(bytes);
    CHECK(whole == "\u00e4\u20ac\U0001f469\033[1m\\e[1q\\xc2\\x9b\\xe2\\x82(\\xf0\\x9f\\x91\n");

    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        VisibleControls twice;
        const std::string first = twice.convert(bytes.substr(0, cut));
        CHECK(first + twice.convert(bytes.substr(cut)) == whole);
    }
}
