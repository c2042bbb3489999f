#include "common/terminal/scanner.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <utility>

using namespace cleat;

namespace {

/// Records what a scanner finds.
class Notes final : public Scanner::Sink {
 public:
    void text(std::string_view run) override { out += "text " + std::string(run) + '\n'; }
    void control(char c) override { out += "control " + std::to_string(c) + '\n'; }
    void escape(char intermediate, char final) override
    {
        out += "escape ";
        if (intermediate != 0) out += intermediate;
        out += final;
        out += '\n';
    }
    void sequence(const ControlSequence& s) override
    {
        out += "sequence ";
        if (s.leader != 0) out += s.leader;
        for (int i = 0; i < s.parameters.count(); ++i) {
            if (i > 0) out += s.parameters.is_sub(i) ? ':' : ';';
            if (!s.parameters.is_missing(i)) out += std::to_string(s.parameters.value(i));
        }
        if (s.intermediate != 0) out += s.intermediate;
        out += s.final;
        out += '\n';
    }
    void string(Scanner::StringKind kind, std::string_view payload, Scanner::StringEnd end) override
    {
        out += kind == Scanner::StringKind::osc ? "osc " : "dcs ";
        out += payload;
        out += end == Scanner::StringEnd::bel ? " bel\n" : " st\n";
    }

    std::string out;
};

std::string found(std::string_view bytes)
{
    Notes notes;
    Scanner().feed(bytes, notes);
    return notes.out;
}

std::string found_by_bytes(std::string_view bytes)
{
    Notes notes;
    Scanner scanner;
    for (const char byte : bytes) scanner.feed({&byte, 1}, notes);
    return notes.out;
}

std::string tail(std::string_view bytes)
{
    Notes notes;
    Scanner scanner;
    scanner.feed(bytes, notes);
    return scanner.tail();
}

/// The text among the records.
std::string text_of(const std::string& notes)
{
    std::string out;
    std::istringstream lines(notes);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("text ")) out += line.substr(5);
    return out;
}

} // namespace

TEST_CASE("text, controls, escapes and sequences are distinguished")
{
    CHECK(found("ab\x1b[1;2mc\r\x1b(0\x1b"
                "7") == "text ab\nsequence 1;2m\ntext c\ncontrol 13\nescape (0\nescape 7\n");
    CHECK(found("\x1b[?25l\x1b[>4;2m\x1b[2 q\x1b[!p") == "sequence ?25l\nsequence >4;2m\nsequence 2 q\nsequence !p\n");
}

TEST_CASE("parameters can be missing, and have parts")
{
    CHECK(found("\x1b[;5H\x1b[m\x1b[4:3;38:2::1:2:3m") == "sequence ;5H\nsequence m\nsequence 4:3;38:2::1:2:3m\n");
    CHECK(found("\x1b[99999999999999C") == "sequence 65535C\n");
}

TEST_CASE("the first 32 of many parameters are kept")
{
    std::string many = "\x1b[1";
    for (int i = 0; i < 40; ++i) many += ";1";
    std::string kept = "sequence 1";
    for (int i = 0; i < 31; ++i) kept += ";1";

    CHECK(found(many + "m") == kept + "m\n");
}

TEST_CASE("controls inside a sequence act at once")
{
    CHECK(found("\x1b[2\nC") == "control 10\nsequence 2C\n");
    CHECK(found("\x1b[2\x7f"
                "C") == "sequence 2C\n");
}

TEST_CASE("CAN and SUB abandon a sequence, ESC starts another")
{
    CHECK(found("\x1b[2\x18"
                "C") == "text C\n");
    CHECK(found("\x1b]0;a\x1a"
                "b") == "text b\n");
    CHECK(found("\x1b[2\x1b[3C") == "sequence 3C\n");
    CHECK(found("\x1b]0;a\x1b[3C") == "sequence 3C\n");
}

TEST_CASE("strings end with ST, and OSC with BEL too")
{
    CHECK(found("\x1b]0;a\a\x1b]0;b\x1b\\") == "osc 0;a bel\nosc 0;b st\n");
    CHECK(found("\x1bP$qm\x1b\\") == "dcs $qm st\n");
    CHECK(found("\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\x") == "text x\n");
}

TEST_CASE("the Linux console's palette sequences end without a terminator, as in xterm")
{
    // What xterm 379 shows of each.
    const std::pair<std::string_view, std::string_view> shown[] = {
        {"a\x1b]P0aabbccb\x1b]Rc", "abc"},
        {"a\x1b]Rc", "ac"},
        {"a\x1b]PAFFFFFFb", "ab"},
        {"a\x1b]Pzz-zz:;b", "ab"},
        {"a\x1b]PPP0aabbccb", "accb"},
        {"a\x1b]P0a;b;c;b", "ab"},
        // Controls count as characters of the sequence, except those that end any string.
        {"a\x1b]P0aab\nccb", "ab"},
        {std::string_view("a\x1b]P0aa\0\x7f"
                          "ccb",
                          12),
         "ab"},
        {"a\x1b]P\xc3\xa4"
         "0aabbccb",
         "accb"},
        {"a\x1b]P0aa\ab", "ab"},
        {"a\x1b]P0aa\x1b\\b", "ab"},
        {"a\x1b]P0aa\x18"
         "b",
         "ab"},
        {"a\x1b]P0aab\x1b[mccb", "accb"},
        {"a\x1b]P0a\x1b]0;x\ab", "ab"},
        // A terminator after the end has no effect.
        {"a\x1b]P0aabbcc\x1b\\b", "ab"},
        {"a\x1b]R\x1b\\b", "ab"},
        // Other kinds of strings are treated the same.
        {"a\x1bPRb\x1b\\c", "abc"},
        {"a\x1b_Rb\x1b\\c", "abc"},
        {"a\x1bXP0aabbccb\x1b\\c", "abc"},
        {"a\x1b^P0aabbccb\x1b\\c", "abc"},
        {"a\x1b_P0a\a"
         "abbccb",
         "acb"},
        // Elsewhere in a string the letters have no meaning.
        {"a\x1b]0;R\ab", "ab"},
        {"a\x1b]\nRb\a", "a"},
        {"a\x1b_xR\x1b\\b", "ab"},
        {"a\x1b]p0aabbccb", "a"},
        {"a\x1b]rb", "a"},
    };
    for (const auto& each : shown) {
        const std::string_view bytes = each.first;
        const std::string_view text = each.second;
        CAPTURE(std::string(bytes));
        CHECK(text_of(found(bytes)) == text);
        CHECK(text_of(found_by_bytes(bytes)) == text);
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            Notes notes;
            Scanner scanner;
            scanner.feed(bytes.substr(0, cut), notes);
            Notes none;
            Scanner resumed;
            resumed.feed(scanner.tail(), none);
            CHECK(none.out.empty());
            resumed.feed(bytes.substr(cut), notes);
            CHECK(text_of(notes.out) == text);
        }
    }
}

TEST_CASE("malformed and unknown sequences do nothing")
{
    CHECK(found("\x1b[1?2ha") == "text a\n");
    CHECK(found("\x1b[1$$pa") == "text a\n");
    CHECK(found("\x1b[ 1ma") == "text a\n");
    CHECK(found("\x1b  Fa") == "text a\n");
}

TEST_CASE("a sequence that is too long is discarded to its end")
{
    CHECK(found("\x1b[" + std::string(20'000, '1') + "ma") == "text a\n");
    CHECK(found("\x1b]0;" + std::string(1 << 20, 'x') + "\aa") == "text a\n");
    CHECK(tail("\x1b]0;" + std::string(1 << 20, 'x')).size() < 10);
    CHECK(tail("\x1b[" + std::string(20'000, '1')).size() < 300);
}

TEST_CASE("characters are never split between two runs")
{
    CHECK(found_by_bytes("\xe4\xb8\x96") == "text \xe4\xb8\x96\n");
    CHECK(tail("a\xe4\xb8") == "\xe4\xb8");
    CHECK(tail("a\xe4\xb8\x96").empty());
    CHECK(found_by_bytes("\xe4\xb8"
                         "a") == "text \xe4\xb8\ntext a\n");
    CHECK(found_by_bytes("\xe4\xb8\n") == "text \xe4\xb8\ncontrol 10\n");
}

TEST_CASE("a new scanner that is fed the tail is in the state of the first one")
{
    const std::string_view stream =
        "a\xe4\xb8\x96\x1b[3\n1;2mb\x1b]2;title\x1b\\\x1bP+q\x1b\\\x1b(0\xf0\x9f\x98\x80\x1b[0<5m\x1b]\x7fx\ay";
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        Notes notes;
        Scanner first;
        first.feed(stream.substr(0, cut), notes);
        Scanner second;
        Notes none;
        second.feed(first.tail(), none);
        CHECK(none.out.empty());
        second.feed(stream.substr(cut), notes);
        first.feed(stream.substr(cut), none);
        CHECK(notes.out.ends_with(none.out));
        CHECK(second.tail() == first.tail());
    }
}
