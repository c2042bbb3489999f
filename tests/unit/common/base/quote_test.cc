#include "common/base/quote.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

TEST_CASE("printable text is shown unchanged")
{
    CHECK(printable("plain text, Größe, 漢字") == "plain text, Größe, 漢字");
    CHECK(printable("").empty());
}

TEST_CASE("control characters, backslashes and bytes that are not UTF-8 are escaped")
{
    CHECK(printable("a\nb\r\t") == "a\\nb\\r\\t");
    CHECK(printable("\x1b[2J") == "\\e[2J");
    CHECK(printable(std::string_view("\0\x7f", 2)) == "\\x00\\x7f");
    CHECK(printable("\xc2\x9b") == "\\xc2\\x9b");
    CHECK(printable("\xff\xc3") == "\\xff\\xc3");
    CHECK(printable("a\\b") == "a\\\\b");
}

TEST_CASE("invisible characters, and those that reorder text, are escaped")
{
    CHECK(printable("a\u202eb") == "a\\u{202e}b");
    CHECK(printable("\u2028\u2029") == "\\u{2028}\\u{2029}");
    CHECK(printable("work\u200b") == "work\\u{200b}");
    CHECK(printable("\ufeff\U000e0041") == "\\u{feff}\\u{e0041}");
    CHECK(in_quotes("\u2066x") == "\"\\u{2066}x\"");
}

TEST_CASE("a message that contains names is escaped only once and cut at the limit")
{
    CHECK(visible("no session " + in_quotes("a\\b\u202e")) == "no session \"a\\\\b\\u{202e}\"");
    CHECK(visible("grep 'a\\.b'") == "grep 'a\\.b'");
    CHECK(visible("\x1b]52;c;eA==\a\u009b") == "\\e]52;c;eA==\\x07\\xc2\\x9b");
    CHECK(visible("aaaé", 4) == "aaa...");
    CHECK(visible(std::string(100'000, 'x')).size() == MAX_SHOWN + 3);
}

TEST_CASE("text is put in quotes, and long text is cut between characters")
{
    CHECK(in_quotes("work") == "\"work\"");
    CHECK(in_quotes("aaaa", 4) == "\"aaaa\"");
    CHECK(in_quotes("aaaaa", 4) == "\"aaaa...\"");
    CHECK(in_quotes("aaaé", 4) == "\"aaa...\"");
}

TEST_CASE("a plain word is unchanged in a shell command, any other is put in single quotes")
{
    CHECK(shell_word("--name=/tmp/x") == "--name=/tmp/x");
    CHECK(shell_word("") == "''");
    CHECK(shell_word("two words") == "'two words'");
    CHECK(shell_word("$HOME;`x`") == "'$HOME;`x`'");
    CHECK(shell_word("it's") == "'it'\\''s'");
    CHECK(shell_line(std::vector<std::string>{"echo", "a b", "c"}) == "echo 'a b' c");
}
