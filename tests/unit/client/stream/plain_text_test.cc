#include "client/stream/plain_text.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;

namespace {

/// The text of a program's complete output.
std::string text_of_output(std::string_view bytes, int columns = 0)
{
    PlainText text(columns);
    std::string out = text.convert(bytes);
    return out + text.finish();
}

} // namespace

TEST_CASE("plain text leaves out all controls but newlines and tabs")
{
    CHECK(text_of_output("\033[1;31mred\033[m \033]0;title\007and\ta tab\r\nbell\007 null") ==
          "red and\ta tab\nbell null");
}

TEST_CASE("a lone CR does not end a line, and CR CR LF ends one line")
{
    CHECK(text_of_output("one\r\ntwo\r\n") == "one\ntwo\n");
    CHECK(text_of_output("one\r\r\ntwo\r\r\r\n") == "one\ntwo\n");
    CHECK(text_of_output("one\n\rtwo\n\r") == "one\ntwo\n");
    CHECK(text_of_output("one\r\n\r\n\r\r\ntwo") == "one\n\n\ntwo"); // empty lines are kept
    // bash: a prompt, a command, and what readline writes before the command's output.
    CHECK(text_of_output("\033[?2004h$ ls\r\n\033[?2004l\rfile\r\n\033[?2004h$ \r\n\033[?2004l\r") ==
          "$ ls\nfile\n$ \n");
}

TEST_CASE("later text overwrites earlier text, as on a terminal")
{
    CHECK(text_of_output("10%\r20%\r\ndone\r\n") == "20%\ndone\n");
    CHECK(text_of_output("100%\r5\r\n") == "500%\n");
    CHECK(text_of_output("a long state\r\033[Kshort\r\n") == "short\n");
    CHECK(text_of_output("a long state\r\033[2Kshort\r\n") == "short\n");
    CHECK(text_of_output("mistaken\b\b\b\b\b\b\bet\033[K\r\n") == "met\n");
    CHECK(text_of_output("abc\b\b\b\b\bx\n") == "xbc\n");
    CHECK(text_of_output("$ lss\b \b /\r\n") == "$ ls /\n");
    CHECK(text_of_output("ac\b\033[@b\r\n") == "abc\n");
    CHECK(text_of_output("abbc\b\b\033[P\r\n") == "abc\n");
    CHECK(text_of_output("abcd\033[3D\033[2X\r\n") == "a  d\n");
    CHECK(text_of_output("abc\033[1Gx\033[1Cy\033[2Cz\r\n") == "xby  z\n");
    CHECK(text_of_output("a\tb\rxyz\r\n") == "xyz     b\n");
    CHECK(text_of_output("a\tb\rx\tz\r\n") == "x\tz\n");
}

TEST_CASE("a wide character is overwritten as a whole")
{
    CHECK(text_of_output("\u4e16\u754c\rx\r\n") == "x \u754c\n");
    CHECK(text_of_output("\u4e16\u754c\b\bx\r\n") == "\u4e16x \n");
    CHECK(text_of_output("ab\r\u4e16\r\n") == "\u4e16\n");
    CHECK(text_of_output("e\u0301x\r\033[1Cy\r\n") == "e\u0301y\n");
}

TEST_CASE("a carriage return in a wrapped line stays within its row")
{
    // readline: a full row, a blank that wraps, a carriage return to overwrite the blank, and the rest of the line.
    CHECK(text_of_output("$ 12345678 \r90\r\n", 10) == "$ 1234567890\n");
    CHECK(text_of_output("1234567890\rx\r\n", 10) == "x234567890\n");
    CHECK(text_of_output("1234567890ab\rx\033[Ay\r\n", 10) == "1y34567890xb\n");
    CHECK(text_of_output("1234567890ab\033[A\033[Bx\r\n", 10) == "1234567890abx\n");
    CHECK(text_of_output("123456789\u4e16x\rab\r\n", 10) == "123456789 abx\n");
    CHECK(text_of_output("1234567890ab\r\033[A\033[Kx\r\n", 10) == "x         ab\n");
}

TEST_CASE("the Linux console's palette sequences do not hide the text after them")
{
    CHECK(text_of_output("a\033]P0aabbccb\033]Rc\r\n") == "abc\n");
}

TEST_CASE("an unbounded line takes little memory, and none of it is lost")
{
    PlainText text;
    std::string out;
    std::size_t held = 0;
    std::size_t written = 0;
    for (int i = 0; i < 100; ++i) {
        written += 10'000;
        out += text.convert(std::string(10'000, 'x'));
        held = std::max(held, written - out.size());
    }
    CHECK(held <= TerminalLine::MAX_BYTES + 10'000);
    CHECK(out + text.finish() == std::string(1'000'000, 'x'));

    // Likewise if the cursor moves far, or the line grows by insertions or by combining marks on one character.
    for (const std::string_view piece :
         {"\033[65535Cx", "\ra\r\033[65535@", "\033[65535C\033[K\033[65535X", "\u0301"}) {
        PlainText other;
        std::size_t most = 0;
        for (int i = 0; i < 5'000; ++i) most = std::max(most, other.convert(piece).size());
        CHECK(other.finish().size() <= TerminalLine::MAX_BYTES + TerminalLine::MAX_BLANKS);
        CHECK(most <= TerminalLine::MAX_BYTES + TerminalLine::MAX_BLANKS);
    }
}

TEST_CASE("plain text does not depend on where the output is split")
{
    const std::string bytes = "\u00e4\u20ac\U0001f469\u200d\U0001f680\033[38;2;1;2;3mred\033]8;;x\033\\link\r\nend\rof"
                              "\u0085 it\r\r\n10%\r20%\b\b\033[K5%\r\n\033]P0aabbccb\033]Rc\033[Px\r";
    for (const int columns : {0, 4, 80}) {
        PlainText once(columns);
        const std::string lines = once.convert(bytes);
        const std::string whole = lines + once.finish();
        if (columns != 4) CHECK(whole == "\u00e4\u20ac\U0001f469\u200d\U0001f680redlink\nof it\n25%\nbcx");

        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            PlainText twice(columns);
            std::string out = twice.convert(bytes.substr(0, cut));
            out += twice.convert(bytes.substr(cut));
            CHECK(out == lines);
            CHECK(out + twice.finish() == whole);
        }
    }
}
