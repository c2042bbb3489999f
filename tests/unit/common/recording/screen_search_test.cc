#include "common/recording/screen_search.h"

#include <doctest/doctest.h>

using namespace cleat;

using Lines = std::vector<std::string>;

namespace {

/// A search that has looked at an empty terminal.
struct Looking {
    explicit Looking(std::string_view pattern, Size size = {.rows = 4, .columns = 20})
        : terminal(size), search(std::move(*ScreenSearch::compile(pattern)))
    {
        (void)search.take_new_matches(terminal);
    }

    Lines after(std::string_view bytes)
    {
        terminal.feed(bytes);
        return search.take_new_matches(terminal);
    }

    Terminal terminal;
    ScreenSearch search;
};

} // namespace

TEST_CASE("a line is found when it appears, and not again while it is there")
{
    Looking looking("err.r");

    CHECK(looking.after("all is well\r\n").empty());
    CHECK(looking.after("an error here\r\n") == Lines{"an error here"});
    CHECK(looking.after("more\r\n").empty());
    CHECK(looking.after("\r\nscrolls").empty());
    CHECK(looking.after("\x1b[2J\x1b[H").empty());
    CHECK(looking.after("an error here") == Lines{"an error here"});
}

TEST_CASE("a line that is redrawn unchanged is not new")
{
    Looking looking("load");

    CHECK(looking.after("\x1b[Hload 5") == Lines{"load 5"});
    CHECK(looking.after("\x1b[H\x1b[Kload 5").empty());
    CHECK(looking.after("\x1b[H\x1b[Kload 6") == Lines{"load 6"});
}

TEST_CASE("lines that appeared and scrolled away between two looks are found")
{
    Looking looking("^match");
    std::string flood;
    for (int i = 0; i < 50; ++i) flood += i == 10 ? "match it\r\n" : "line\r\n";

    CHECK(looking.after(flood) == Lines{"match it"});
}

TEST_CASE("a line that continues in the next row is one line")
{
    Looking looking("abcdefgh");

    CHECK(looking.after("0123456789012345abcdefghij") == Lines{"0123456789012345abcdefghij"});
}

TEST_CASE("a screen that returns unchanged has no new lines")
{
    Looking looking("text");

    CHECK(looking.after("old text") == Lines{"old text"});
    CHECK(looking.after("\x1b[?1049h\x1b[Hnew text") == Lines{"new text"});
    CHECK(looking.after("\x1b[?1049l").empty());
}

TEST_CASE("an invalid pattern is refused with the reason")
{
    const auto search = ScreenSearch::compile("(");
    REQUIRE_FALSE(search.has_value());
    CHECK(search.error().message() == "\"(\": missing ): (");
    CHECK(ScreenSearch::compile("ABC", LetterCase::ignored)->matches("xabcx"));
}
