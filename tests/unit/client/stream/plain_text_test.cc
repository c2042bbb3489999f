#include "client/stream/plain_text.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("text is what is left without what a terminal would obey")
{
    PlainText text;
    CHECK(text.convert("\033[1;31mred\033[m \033]0;title\007and\ta tab\r\nbell\007 null") ==
          "red and\ta tab\nbell null");
}

TEST_CASE("a carriage return alone begins a line, and one before a newline does not")
{
    PlainText text;
    CHECK(text.convert("10%\r20%\r\ndone\r\n") == "10%\n20%\ndone\n");
}

TEST_CASE("the Linux console's palette sequences hide nothing that follows them")
{
    PlainText text;
    CHECK(text.convert("a\033]P0aabbccb\033]Rc\r\n") == "abc\n");
}

TEST_CASE("text is the same wherever the output is cut")
{
    const std::string bytes =
        "\u00e4\u20ac\U0001f469\u200d\U0001f680\033[38;2;1;2;3mred\033]8;;x\033\\link\r\nend\rof\u0085 it";
    PlainText once;
    const std::string whole = once.convert(bytes);
    CHECK(whole == "\u00e4\u20ac\U0001f469\u200d\U0001f680redlink\nend\nof it");

    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        PlainText twice;
        const std::string first = twice.convert(bytes.substr(0, cut));
        CHECK(first + twice.convert(bytes.substr(cut)) == whole);
    }
}
