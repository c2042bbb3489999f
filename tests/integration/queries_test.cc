#include "common/base/base64.h"
#include "tests/support/viewing.h"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

struct Query {
    std::string_view sent;
    std::string_view reply;
};

/// Every query that is answered at once, and the reply of an 80x24 terminal with the cursor on the second line. The
/// first entry sets the colours, so that they do not depend on a client's terminal.
constexpr std::array QUERIES = {
    Query{"\x1b]10;#010203;#000000;#040506;#070809\a\x1b]5;1;#0a0b0c\a", ""},
    Query{"\x1b[c\x1b[>c\x1b[=c\x1bZ",
          "\x1b[?64;6;21;22;28;52c\x1b[>41;10;0c\x1bP!|00000000\x1b\\\x1b[?64;6;21;22;28;52c"},
    Query{"\x1b[>q", "\x1bP>|cleat(" CLEAT_VERSION ")\x1b\\"},
    Query{"\x1b[5n\x1b[6n\x1b[?6n", "\x1b[0n\x1b[2;1R\x1b[?2;1;1R"},
    Query{"\x1b[?15n\x1b[?25n\x1b[?26n", "\x1b[?13n\x1b[?20n\x1b[?27;1;0;0n"},
    Query{"\x1b[?53n\x1b[?55n\x1b[?56n", "\x1b[?50n\x1b[?50n\x1b[?57;0n"},
    Query{"\x1b[?62n\x1b[?63;7n\x1b[?75n\x1b[?85n", "\x1b[0*{\x1bP7!~0000\x1b\\\x1b[?70n\x1b[?83n"},
    Query{"\x1b[?996n", "\x1b[?997;1n"},
    Query{"\x1b[4$p\x1b[1$p\x1b[?2004$p\x1b[?60$p\x1b[?9999$p",
          "\x1b[4;2$y\x1b[1;4$y\x1b[?2004;2$y\x1b[?60;4$y\x1b[?9999;0$y"},
    Query{"\x1bP$qm\x1b\\\x1bP$qr\x1b\\\x1bP$qs\x1b\\", "\x1bP1$r0m\x1b\\\x1bP1$r1;24r\x1b\\\x1bP1$r1;80s\x1b\\"},
    Query{"\x1bP$q q\x1b\\\x1bP$q\"q\x1b\\\x1bP$q\"p\x1b\\",
          "\x1bP1$r0 q\x1b\\\x1bP1$r0\"q\x1b\\\x1bP1$r64;1\"p\x1b\\"},
    Query{"\x1bP$q*x\x1b\\\x1bP$qt\x1b\\\x1bP$q$|\x1b\\\x1bP$q*|\x1b\\",
          "\x1bP1$r0*x\x1b\\\x1bP1$r24t\x1b\\\x1bP1$r80$|\x1b\\\x1bP1$r24*|\x1b\\"},
    Query{"\x1bP$q$}\x1b\\\x1bP$q$~\x1b\\\x1bP$qzz\x1b\\", "\x1bP1$r0$}\x1b\\\x1bP1$r0$~\x1b\\\x1bP0$r\x1b\\"},
    Query{"\x1bP+q436f;6162\x1b\\", "\x1bP1+r436F=323536\x1b\\\x1bP0+r6162\x1b\\"},
    Query{"\x1b]4;196;?\a\x1b]5;1;?\a", "\x1b]4;196;rgb:ffff/0000/0000\a\x1b]5;1;rgb:0a0a/0b0b/0c0c\a"},
    Query{"\x1b]10;?;?;?;?\x1b\\", "\x1b]10;rgb:0101/0202/0303\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\"
                                   "\x1b]12;rgb:0404/0505/0606\x1b\\\x1b]13;rgb:0707/0808/0909\x1b\\"},
    Query{"\x1b[11t\x1b[18t\x1b[19t\x1b[20t\x1b[21t", "\x1b[1t\x1b[8;24;80t\x1b[9;24;80t\x1b]L\x1b\\\x1b]l\x1b\\"},
    Query{"\x1b[?u", "\x1b[?0u"},
    Query{"\x1b[1;1;1;1;1;1*y", ""}, // would allow reading the screen back
    Query{"\x1b[5n", "\x1b[0n"},
};

/// Creates a session whose program sends all queries after reading a byte, and writes the replies to a file.
void new_querying_session(const Server& server)
{
    std::ofstream queries(server.directory() / "questions");
    for (const auto& query : QUERIES) queries << query.sent;
    queries.close();
    server.ok(
        {"new", "-d", "-n", "work", "-s", "80x24", "-C", server.directory().string(), "--", "sh", "-c",
         "stty raw -echo; printf 'ready\\r\\n'; head -c1 >/dev/null; cat questions; printf '\\r\\nasked'; exec cat "
         ">answers"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
}

/// Makes the program send its queries, and checks that there is one reply to each and nothing else.
void check_replies(const Server& server)
{
    std::string expected;
    for (const auto& query : QUERIES) expected += query.reply;
    const auto replies = [&server] {
        std::ifstream answers(server.directory() / "answers");
        return std::string(std::istreambuf_iterator<char>(answers), {});
    };
    server.ok({"send", "work", "--text", "x"});
    server.ok({"wait", "work", "--text", "^asked$", "--timeout", "60s"});
    CHECK(eventually([&] { return replies().size() >= expected.size(); }));
    // Any other reply would come from a client, which would have sent it before it acknowledges this screen.
    server.ok({"wait", "work", "--shown", "--timeout", "60s"});
    server.ok({"wait", "work", "--idle", "200ms", "--timeout", "60s"});
    CHECK(replies() == expected);
}

} // namespace

TEST_CASE("every query is answered once, by the server, with no client")
{
    const Server server;
    new_querying_session(server);

    check_replies(server);
}

TEST_CASE("every query is answered once, by the server, with one client")
{
    const Server server;
    new_querying_session(server);
    OuterTerminal one = server.terminal({"attach", "work"});
    REQUIRE(one.until_text("ready"));

    check_replies(server);

    REQUIRE(one.until_text("asked"));
}

TEST_CASE("every query is answered once, by the server, with two clients, one of them an observer")
{
    const Server server;
    new_querying_session(server);
    OuterTerminal one = server.terminal({"attach", "work"});
    OuterTerminal two = server.terminal({"attach", "work"});
    OuterTerminal three = server.terminal({"attach", "-r", "work"});
    for (OuterTerminal* outer : {&one, &two, &three}) REQUIRE(outer->until_text("ready"));

    check_replies(server);
}

TEST_CASE("the background colour reported to a program is that of the client's terminal")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf 'ready\\r\\n'; while head -c1 >/dev/null; do printf '\\033]11;?\\033\\\\'; head "
               "-c 24 | cat -v; done"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    const std::string sent = "\x1b]11;rgb:1212/3434/5656\x1b\\\x1b[?62;22c"; // as from a terminal that replies late

    outer.set_answering(false);
    outer.type(sent);
    CHECK(outer.until([&] {
        server.ok({"send", "work", "--text", "x"});
        return server.screen("work").find("rgb:1212/3434/5656") != std::string::npos;
    }));
}

TEST_CASE("a mode that is reported as set works: with 1016 the mouse is reported in pixels")
{
    const Server server;
    server.ok(
        {"new", "-d", "-n", "work", "--", "sh", "-c",
         "stty raw -echo; printf 'ready\\033[?1003;1016h\\033[?1016$p'; head -c 11 | cat -v; head -c 1 >/dev/null; "
         "printf '\\033[?1016$p'; exec cat -v"});
    server.ok({"wait", "work", "--text", R"(ready\^\[\[\?1016;0\$y)", "--timeout", "60s"});
    const auto client = attached(server, Role::controller);

    Profile profile;
    profile.cell_width = 8;
    profile.cell_height = 16;
    client->say(profile);
    server.ok({"send", "work", "--text", "x"});
    server.ok({"wait", "work", "--text", R"(\^\[\[\?1016;1\$y$)", "--timeout", "60s"});
    client->say(Mouse{{"\x1b[<0;3;4m"}});

    server.ok({"wait", "work", "--text", R"(\^\[\[\?1016;1\$y\^\[\[<0;21;57m$)", "--timeout", "60s"});
}

TEST_CASE("the palette and cursor colour reported to a program are those of the client's terminal, too")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf 'ready\\r\\n'; while head -c1 >/dev/null; do printf "
               "'\\033[2J\\033[H\\033]4;1;?;12;?\\a\\033]12;?\\a'; head -c 75 | cat -v; done"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
    // The terminal has these colours before the client starts.
    OuterTerminal outer(
        {"sh", "-c", "printf '\\033]4;1;#123456\\a\\033]12;#abcdef\\a'; exec " + Server::program() + " attach work"},
        server.variables());

    CHECK(outer.until([&] {
        server.ok({"send", "work", "--text", "x"});
        const std::string shown = server.screen("work");
        return shown.find("4;1;rgb:1212/3434/5656") != std::string::npos &&
               shown.find("12;rgb:abab/cdcd/efef") != std::string::npos;
    }));
    outer.type("\x1c"
               "d");
    CHECK(outer.finish() == 0);
}

TEST_CASE("late, split or unsolicited replies of the client's terminal never reach the program; Shift+F3 does")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "stty raw -echo; printf 'ready\\r\\n'; exec cat -v"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    outer.set_answering(false);
    REQUIRE(outer.until([&] { return outer.bytes().find("\x1b[c") != std::string::npos; })); // the client's query
    const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(300)); };  // as on a slow link

    for (const std::string piece :
         {"\x1b[", "?62;", "22c\x1b", "\\", // as from a terminal of another kind
          "\x1b]11;rgb:12", "12/3434/5656\x1b", "\\<", "\x1b[200", "~pasted\x1b[201", "~>", "\x1b[>41;390", ";0c",
          "\x1bP>|XTerm(3", "90)\x1b\\", "\x1b[?2026;2$", "y", "\x1b]4;1;rgb:1/2/3\a", "\x1b[1;2R", "!"}) {
        outer.type(piece);
        pause();
    }

    server.ok({"wait", "work", "--text", R"(^\^\[\\<pasted>\^\[\[1;2R!$)", "--timeout", "60s"});
}

namespace {

/// Creates a session whose program queries the clipboard after reading a byte, and shows the reply.
void new_clipboard_session(const Server& server)
{
    server.ok(
        {"new", "-d", "-n", "work", "--", "sh", "-c",
         "stty raw -echo; printf 'ready\\r\\n'; head -c1 >/dev/null; printf '\\033]52;c;?\\033\\\\'; exec cat -v"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
}

} // namespace

TEST_CASE("a clipboard query is answered with an empty clipboard unless a client lends its own")
{
    for (const bool attached : {false, true}) {
        const Server server;
        new_clipboard_session(server);
        std::optional<OuterTerminal> outer;
        if (attached) outer.emplace(server.terminal({"attach", "work"}));
        if (outer) REQUIRE(outer->until_text("ready"));

        server.ok({"send", "work", "--text", "x"});

        server.ok({"wait", "work", "--text", R"(^\^\[\]52;c;\^\[\\$)", "--timeout", "60s"});
        if (outer) CHECK(outer->bytes().find("\x1b]52;") == std::string::npos);
    }
}

TEST_CASE("a clipboard of 1 MiB reaches the terminal, and a longer one is dropped with a notice")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c",
               "stty raw -echo; printf 'ready\\r\\n'; head -c1 >/dev/null; "
               "printf '\\033]52;c;'; head -c 1048576 /dev/zero | base64 -w0; printf '\\033\\\\'; "
               "head -c1 >/dev/null; "
               "printf '\\033]52;c;'; head -c 1048577 /dev/zero | base64 -w0; printf '\\033\\\\'; exec cat -v"});
    server.ok({"wait", "work", "--text", "^ready$", "--timeout", "60s"});
    OuterTerminal outer = server.terminal({"attach", "work"});
    REQUIRE(outer.until_text("ready"));
    const std::string sequence = "\x1b]52;c;" + encode_base64(std::string(1U << 20, '\0')) + "\x1b\\";

    outer.type("x");
    CHECK(outer.until([&] { return outer.bytes().find(sequence) != std::string::npos; }));
    outer.type("x");
    CHECK(outer.until_text("a clipboard of more than 1 MiB was dropped"));
    CHECK(outer.bytes().find("\x1b]52;", outer.bytes().find(sequence) + sequence.size()) == std::string::npos);
}

TEST_CASE("a client that lends its clipboard is queried for it, and an unsolicited reply is discarded")
{
    const Server server;
    new_clipboard_session(server);
    OuterTerminal outer = server.terminal({"attach", "--clipboard-read", "work"});
    REQUIRE(outer.until_text("ready"));
    const std::string says = "\x1b]52;c;aGVsbG8=\x1b\\";

    outer.type("x");
    REQUIRE(outer.until([&] { return outer.bytes().find("\x1b]52;c;?\x1b\\") != std::string::npos; }));
    outer.type(says + says + "end");

    server.ok({"wait", "work", "--text", R"(^\^\[\]52;c;aGVsbG8=\^\[\\end$)", "--timeout", "60s"});
}

TEST_CASE("a client whose terminal does not report its clipboard delays the reply only briefly")
{
    const Server server;
    new_clipboard_session(server);
    OuterTerminal outer = server.terminal({"attach", "--clipboard-read", "work"});
    REQUIRE(outer.until_text("ready"));
    outer.set_answering(false);

    outer.type("x");

    server.ok({"wait", "work", "--text", R"(^\^\[\]52;c;\^\[\\$)", "--timeout", "60s"});
}
