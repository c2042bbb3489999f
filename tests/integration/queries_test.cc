#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <optional>

using namespace cleat;
using namespace cleat::test;

namespace {

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++out;
    return out;
}

/// A session whose program asks everything when it gets a byte, and shows every byte that it is answered.
void new_asking_session(const Server& server)
{
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf 'ready\\r\\n'; head -c1 >/dev/null;"
               "printf '\\033[c\\033[6n\\033[?2004$p\\033]11;?\\033\\\\\\033[>q\\033[5n'; exec cat -v"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "30s"});
}

/// Asks, and checks that there is one answer to each question and nothing else.
void check_answers(const Server& server)
{
    server.ok({"send", "work", "--text", "x"});
    server.ok({"wait", "work", "--text", "0n$", "--timeout", "30s"});
    // What else could come would come from clients; it would be on its way before this is shown by all of them.
    server.ok({"wait", "work", "--shown", "--timeout", "30s"});
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "30s"});

    std::string text = server.screen("work");
    text.erase(0, text.find('\n') + 1);
    std::string joined;
    for (const char c : text)
        if (c != '\n') joined.push_back(c);
    CHECK(count(joined, "^[") == 8); // six answers, of which two end with ESC and a backslash
    CHECK(count(joined, "^[[?64;6;21;22;28c") == 1);
    CHECK(count(joined, "^[[2;1R") == 1);
    CHECK(count(joined, "^[[?2004;2$y") == 1);
    CHECK(count(joined, "^[]11;rgb:") == 1);
    CHECK(count(joined, "^[P>|cleat(") == 1);
    CHECK(count(joined, "^[[0n") == 1);
    CHECK(joined.substr(joined.size() - 5) == "^[[0n");
}

} // namespace

TEST_CASE("every question is answered once, by the server, with no client")
{
    const Server server;
    new_asking_session(server);

    check_answers(server);
}

TEST_CASE("every question is answered once, by the server, with one client")
{
    const Server server;
    new_asking_session(server);
    OuterTerminal one = server.terminal({"attach", "work"});
    REQUIRE(one.until_text("ready"));

    check_answers(server);

    REQUIRE(one.until_text("cleat("));
}

TEST_CASE("every question is answered once, by the server, with two clients, one of them an observer")
{
    const Server server;
    new_asking_session(server);
    OuterTerminal one = server.terminal({"attach", "work"});
    OuterTerminal two = server.terminal({"attach", "work"});
    OuterTerminal three = server.terminal({"attach", "-r", "work"});
    for (OuterTerminal* outer : {&one, &two, &three}) REQUIRE(outer->until_text("ready"));

    check_answers(server);
}

TEST_CASE("the background colour that a program is told is that of the client's terminal")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf 'ready\\r\\n'; while head -c1 >/dev/null; do printf '\\033]11;?\\033\\\\'; head "
               "-c 24 | cat -v; done"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "30s"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    const std::string sent = "\x1b]11;rgb:1212/3434/5656\x1b\\\x1b[?62;22c"; // as a terminal that answers late

    outer.set_answering(false);
    outer.type(sent);
    CHECK(outer.until([&] {
        server.ok({"send", "work", "--text", "x"});
        return server.screen("work").find("rgb:1212/3434/5656") != std::string::npos;
    }));
}

namespace {

/// A session whose program asks for the clipboard when it gets a byte, and shows every byte that it is answered.
void new_session_that_asks_for_the_clipboard(const Server& server)
{
    server.ok(
        {"new", "-d", "-n", "work", "--", "sh", "-c",
         "stty raw -echo; printf 'ready\\r\\n'; head -c1 >/dev/null; printf '\\033]52;c;?\\033\\\\'; exec cat -v"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "30s"});
}

} // namespace

TEST_CASE("a program that asks for the clipboard is told that it is empty, unless a client lends its own")
{
    for (const bool attached : {false, true}) {
        const Server server;
        new_session_that_asks_for_the_clipboard(server);
        std::optional<OuterTerminal> outer;
        if (attached) outer.emplace(server.terminal({"attach", "work"}));
        if (outer) REQUIRE(outer->until_text("ready"));

        server.ok({"send", "work", "--text", "x"});

        server.ok({"wait", "work", "--text", R"(^\^\[\]52;c;\^\[\\$)", "--timeout", "30s"});
        if (outer) CHECK(outer->bytes().find("\x1b]52;") == std::string::npos);
    }
}

TEST_CASE("a client that lends its clipboard is asked for it, and what it says unasked is typed to nobody")
{
    const Server server;
    new_session_that_asks_for_the_clipboard(server);
    OuterTerminal outer = server.terminal({"attach", "--clipboard-read", "work"});
    REQUIRE(outer.until_text("ready"));
    const std::string says = "\x1b]52;c;aGVsbG8=\x1b\\";

    outer.type("x");
    REQUIRE(outer.until([&] { return outer.bytes().find("\x1b]52;c;?\x1b\\") != std::string::npos; }));
    outer.type(says + says + "end");

    server.ok({"wait", "work", "--text", R"(^\^\[\]52;c;aGVsbG8=\^\[\\end$)", "--timeout", "30s"});
}

TEST_CASE("a client that does not say what is on its clipboard keeps nobody waiting for long")
{
    const Server server;
    new_session_that_asks_for_the_clipboard(server);
    OuterTerminal outer = server.terminal({"attach", "--clipboard-read", "work"});
    REQUIRE(outer.until_text("ready"));
    outer.set_answering(false);

    outer.type("x");

    server.ok({"wait", "work", "--text", R"(^\^\[\]52;c;\^\[\\$)", "--timeout", "30s"});
}
