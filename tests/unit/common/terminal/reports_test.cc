#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

TEST_CASE("the terminal identifies itself")
{
    CHECK(reply("\x1b[c") == "\x1b[?64;6;21;22;28;52c");
    CHECK(reply("\x1b[0c") == "\x1b[?64;6;21;22;28;52c");
    CHECK(reply("\x1bZ") == "\x1b[?64;6;21;22;28;52c");
    CHECK(reply("\x1b[>c") == "\x1b[>41;10;0c");
    CHECK(reply("\x1b[=c") == "\x1bP!|00000000\x1b\\");
    CHECK(reply("\x1b[>q") == "\x1bP>|cleat(" CLEAT_VERSION ")\x1b\\");
    CHECK(reply("\x1b[5n") == "\x1b[0n");
}

TEST_CASE("queries are answered once, in order")
{
    auto terminal = terminal_of("\x1b[c\x1b[3;4H\x1b[6n\x1b[?6n\x1b[5n");

    CHECK(terminal.take_replies() == "\x1b[?64;6;21;22;28;52c\x1b[3;4R\x1b[?3;4;1R\x1b[0n");
    CHECK(terminal.take_replies().empty());
}

TEST_CASE("replies that a program prints get no reply")
{
    CHECK(reply("\x1b[?62;22c\x1b[3;4R\x1b[0n\x1b[?1;2$y\x1bP1$r0m\x1b\\").empty());
}

TEST_CASE("a mode is reported as set, reset or unknown")
{
    CHECK(reply("\x1b[?7$p\x1b[?2004$p\x1b[?2004h\x1b[?2004$p") == "\x1b[?7;1$y\x1b[?2004;2$y\x1b[?2004;1$y");
    CHECK(reply("\x1b[?1049$p\x1b[?1049h\x1b[?1049$p") == "\x1b[?1049;2$y\x1b[?1049;1$y");
    CHECK(reply("\x1b[4$p\x1b[20h\x1b[20$p\x1b[3$p") == "\x1b[4;2$y\x1b[20;1$y\x1b[3;0$y");
    CHECK(reply("\x1b[?4242$p") == "\x1b[?4242;0$y");
    CHECK(reply("\x1b[?2026$p\x1b[?2048$p\x1b[?2031$p") == "\x1b[?2026;2$y\x1b[?2048;2$y\x1b[?2031;2$y");
}

TEST_CASE("settings are reported as the sequences that set them")
{
    CHECK(reply("\x1b[1;38;2;1;2;3m\x1bP$qm\x1b\\") == "\x1bP1$r0;1;38;2;1;2;3m\x1b\\");
    CHECK(reply("\x1b[2;3r\x1bP$qr\x1b\\") == "\x1bP1$r2;3r\x1b\\");
    CHECK(reply("\x1b[?69h\x1b[3;6s\x1bP$qs\x1b\\") == "\x1bP1$r3;6s\x1b\\");
    CHECK(reply("\x1b[5 q\x1bP$q q\x1b\\") == "\x1bP1$r5 q\x1b\\");
    CHECK(reply("\x1b[1\"q\x1bP$q\"q\x1b\\") == "\x1bP1$r1\"q\x1b\\");
    CHECK(reply("\x1bP$qx\x1b\\") == "\x1bP0$r\x1b\\");
}

TEST_CASE("the level, the change extent, the size and the status line are reported as settings")
{
    CHECK(reply("\x1bP$q\"p\x1b\\") == "\x1bP1$r64;1\"p\x1b\\");
    CHECK(reply("\x1b[2*x\x1bP$q*x\x1b\\") == "\x1bP1$r2*x\x1b\\");
    CHECK(reply("\x1bP$qt\x1b\\\x1bP$q*|\x1b\\\x1bP$q$|\x1b\\") ==
          "\x1bP1$r4t\x1b\\\x1bP1$r4*|\x1b\\\x1bP1$r10$|\x1b\\");
    CHECK(reply("\x1bP$q$}\x1b\\\x1bP$q$~\x1b\\") == "\x1bP1$r0$}\x1b\\\x1bP1$r0$~\x1b\\");
}

TEST_CASE("features of a VT420 that are missing here are reported as absent")
{
    CHECK(reply("\x1b[?15n\x1b[?25n\x1b[?26n") == "\x1b[?13n\x1b[?20n\x1b[?27;1;0;0n");
    CHECK(reply("\x1b[?53n\x1b[?55n\x1b[?56n") == "\x1b[?50n\x1b[?50n\x1b[?57;0n");
    CHECK(reply("\x1b[?62n\x1b[?63;9n\x1b[?75n\x1b[?85n") == "\x1b[0*{\x1bP9!~0000\x1b\\\x1b[?70n\x1b[?83n");
}

TEST_CASE("titles are reported if reading back is allowed, in hexadecimal on request")
{
    auto terminal = terminal_of("");
    terminal.set_readback(Readback::allowed);
    terminal.feed("\x1b]2;ab\a\x1b]1;c\a\x1b[21t\x1b[20t\x1b[>1t\x1b[21t\x1b[>T\x1b[21t");
    CHECK(terminal.take_replies() == "\x1b]lab\x1b\\\x1b]Lc\x1b\\\x1b]l6162\x1b\\\x1b]lab\x1b\\");
}

TEST_CASE("titles are set in hexadecimal in that mode, and malformed ones change nothing")
{
    CHECK(terminal_of("\x1b[>0t\x1b]2;6162\a").screen().title == "ab");
    CHECK(terminal_of("\x1b]2;ab\a\x1b[>0t\x1b]2;616\a\x1b]2;6x\a").screen().title == "ab");
    CHECK(terminal_of("\x1b[>0t\x1b[>0T\x1b]2;6162\a").screen().title == "6162");
    CHECK(terminal_of("\x1b[>0t\x1b"
                      "c\x1b]2;6162\a")
              .screen()
              .title == "6162");
    CHECK(terminal_of("\x1b[>0t\x1b]2;07611b62\a").screen().title == "ab");
}

TEST_CASE("colours are reported as set by the program, or the user's, or xterm's")
{
    CHECK(reply("\x1b]4;1;?\a") == "\x1b]4;1;rgb:cdcd/0000/0000\a");
    CHECK(reply("\x1b]4;1;#123456\a\x1b]4;1;?\x1b\\") == "\x1b]4;1;rgb:1212/3434/5656\x1b\\");
    CHECK(reply("\x1b]4;1;#123456\a\x1b]104;1\a\x1b]4;1;?\a") == "\x1b]4;1;rgb:cdcd/0000/0000\a");
    CHECK(reply("\x1b]4;232;?;16;?\a") == "\x1b]4;232;rgb:0808/0808/0808\a\x1b]4;16;rgb:0000/0000/0000\a");

    Terminal terminal(Size{});
    terminal.set_profile({.foreground = Colour::rgb(1, 2, 3), .background = Colour::rgb(255, 255, 255)});
    terminal.feed("\x1b]10;?;?\a\x1b[?996n");
    CHECK(terminal.take_replies() == "\x1b]10;rgb:0101/0202/0303\a\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?997;2n");
}

TEST_CASE("all colours follow one rule: the program's colour, else the user's terminal's, else xterm's")
{
    Terminal terminal(Size{});
    terminal.set_profile({.foreground = Colour::rgb(1, 2, 3),
                          .background = Colour::rgb(4, 5, 6),
                          .cursor = Colour::rgb(7, 8, 9),
                          .palette = {{1, Colour::rgb(10, 11, 12)}, {200, Colour::rgb(13, 14, 15)}}});
    const auto asked = [](Terminal& of) {
        of.feed("\x1b]4;1;?;2;?;200;?\a\x1b]10;?;?;?\a");
        return of.take_replies();
    };
    const std::string users =
        "\x1b]4;1;rgb:0a0a/0b0b/0c0c\a\x1b]4;2;rgb:0000/cdcd/0000\a\x1b]4;200;rgb:0d0d/0e0e/0f0f\a"
        "\x1b]10;rgb:0101/0202/0303\a\x1b]11;rgb:0404/0505/0606\a\x1b]12;rgb:0707/0808/0909\a";

    CHECK(asked(terminal) == users);
    terminal.feed("\x1b]4;1;#ffffff\a");
    CHECK(asked(terminal).starts_with("\x1b]4;1;rgb:ffff/ffff/ffff\a"));
    Terminal restored = Terminal::restore(terminal.snapshot());
    restored.feed("\x1b]104\a");
    CHECK(asked(restored) == users);
}

TEST_CASE("digits after a hash are the high digits of a colour, as in XParseColor")
{
    CHECK(reply("\x1b]11;#18f\a\x1b]11;?\a") == "\x1b]11;rgb:1010/8080/f0f0\a");
    CHECK(reply("\x1b]11;#123456\a\x1b]11;?\a") == "\x1b]11;rgb:1212/3434/5656\a");
    CHECK(reply("\x1b]11;#123456789\a\x1b]11;?\a") == "\x1b]11;rgb:1212/4545/7878\a");
    CHECK(reply("\x1b]11;#12345678abcd\a\x1b]11;?\a") == "\x1b]11;rgb:1212/5656/abab\a");
    CHECK(reply("\x1b]11;rgb:1/80/fff\a\x1b]11;?\a") == "\x1b]11;rgb:1111/8080/ffff\a");
}

TEST_CASE("colours that are never drawn are kept, too")
{
    CHECK(reply("\x1b]5;0;#102030;4;#405060\a\x1b]5;0;?;4;?\a") ==
          "\x1b]5;0;rgb:1010/2020/3030\a\x1b]5;4;rgb:4040/5050/6060\a");
    CHECK(reply("\x1b]4;257;#102030\a\x1b]4;257;?\a\x1b]5;1;?\a") ==
          "\x1b]4;257;rgb:1010/2020/3030\a\x1b]5;1;rgb:1010/2020/3030\a");
    CHECK(reply("\x1b]5;1;#102030\a\x1b]105;1\a\x1b]5;1;?;9;?\a") == "\x1b]5;1;rgb:e5e5/e5e5/e5e5\a");
    CHECK(reply("\x1b]12;#000000;#102030\a\x1b]13;?\a\x1b]113\a\x1b]13;?\a") ==
          "\x1b]13;rgb:1010/2020/3030\a\x1b]13;rgb:e5e5/e5e5/e5e5\a");
    CHECK(reply("\x1b]19;#102030;#405060\a\x1b]19;?\a") == "\x1b]19;rgb:1010/2020/3030\a");
    CHECK(terminal_of("\x1b]5;0;#102030\a\x1b]17;#102030\a").screen().palette.empty());
}

TEST_CASE("sizes are reported, in pixels where they are known")
{
    CHECK(reply("\x1b[18t") == "\x1b[8;4;10t");
    CHECK(reply("\x1b[14t\x1b[16t").empty());
    CHECK(reply("\x1b]2;secret\a\x1b[20t\x1b[21t") == "\x1b]L\x1b\\\x1b]l\x1b\\");

    Terminal terminal(Size{.rows = 4, .columns = 10});
    terminal.set_profile({.cell_width = 8, .cell_height = 16});
    terminal.feed("\x1b[14t\x1b[16t");
    CHECK(terminal.take_replies() == "\x1b[4;64;80t\x1b[6;16;8t");
}

TEST_CASE("a program is notified of a new size and a new theme if it requested that")
{
    auto terminal = terminal_of("\x1b[?2048h\x1b[?2031h");
    CHECK(terminal.take_replies() == "\x1b[48;4;10;0;0t");

    terminal.resize({.rows = 5, .columns = 12});
    CHECK(terminal.take_replies() == "\x1b[48;5;12;0;0t");

    terminal.set_profile({.background = Colour::rgb(255, 255, 255)});
    CHECK(terminal.take_replies() == "\x1b[?997;2n");
}

TEST_CASE("some capabilities are reported by name")
{
    CHECK(reply("\x1bP+q544e;436f\x1b\\") ==
          "\x1bP1+r544E=787465726D2D323536636F6C6F72\x1b\\\x1bP1+r436F=323536\x1b\\");
    // Ms, by which editors recognise that the clipboard can be set: \x1b]52;%p1%s;%p2%s\a
    CHECK(reply("\x1bP+q4d73\x1b\\") == "\x1bP1+r4D73=1B5D35323B25703125733B257032257307\x1b\\");
    CHECK(reply("\x1bP+q6162\x1b\\") == "\x1bP0+r6162\x1b\\");
    CHECK(reply("\x1bP+qzz\x1b\\").empty());
}

TEST_CASE("keyboard flags are reported, and kept for each screen")
{
    CHECK(reply("\x1b[?u") == "\x1b[?0u");
    CHECK(reply("\x1b[>5u\x1b[?u\x1b[>1u\x1b[?u\x1b[<u\x1b[?u\x1b[<u\x1b[?u") == "\x1b[?5u\x1b[?1u\x1b[?5u\x1b[?0u");
    CHECK(reply("\x1b[=5u\x1b[=2;2u\x1b[=1;3u\x1b[?u") == "\x1b[?6u");
    CHECK(reply("\x1b[>5u\x1b[?1049h\x1b[?u\x1b[?1049l\x1b[?u") == "\x1b[?0u\x1b[?5u");
    CHECK(reply("\x1b[>1u\x1b[>1u\x1b[<9u\x1b[?u") == "\x1b[?0u");
}

TEST_CASE("a program that never reads its replies loses those beyond 64 KiB")
{
    Terminal terminal(Size{});
    for (int i = 0; i < 100'000; ++i) terminal.feed("\x1b[c");

    CHECK(terminal.take_replies().size() <= 64U << 10);
}

TEST_CASE("the terminal does not reply to clipboard queries itself")
{
    auto terminal = terminal_of("\x1b]52;c;?\a");

    CHECK(terminal.take_replies().empty());
    CHECK(terminal.take_events() == std::vector<TerminalEvent>{ClipboardQueryEvent{"c", "\a"}});
}
