#include "tests/support/stream.h"

#include "common/terminal/quiet_modes.h"

#include <algorithm>
#include <initializer_list>

namespace cleat::test {

namespace {

const std::vector<std::string_view> WORDS = {
    "a",
    "word",
    " ",
    "  ",
    "hello, world",
    "0123456789",
    "\xe4\xb8\x96\xe7\x95\x8c",
    "\xe3\x81\x82",
    "\xf0\x9f\x98\x80",
    "\xc3\xa9",
    "e\xcc\x81",
    "x\xcc\x81\xcc\xa7",
    "\xe4\xb8\x96\xcc\x81",
    "q\xe2\x80\x8d",
    "~",
    "\xe2\x94\x80",
    "\xff",
    "\xe4\xb8",
    "\xc2\x9b",
    "#",
    "the quick brown fox jumps over the lazy dog",
    "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa",             // a flag
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", // a family
    "\xf0\x9f\x91\x8b\xf0\x9f\x8f\xbd",             // a hand with a skin tone
    "\xe2\x98\x8e\xef\xb8\x8f",                     // a telephone, as emoji
    "1\xef\xb8\x8f\xe2\x83\xa3",                    // a keycap
    "\xf0\x9f\x87\xa9",                             // half a flag
    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",         // a Hangul syllable in jamo
    "\xef\xb8\x8f",                                 // a variation selector alone
};

/// Concatenates parts that are evaluated in order. The operands of `+` can be evaluated in any order, which would
/// change the random numbers.
std::string joined(std::initializer_list<std::string> parts)
{
    std::string out;
    for (const auto& part : parts) out += part;
    return out;
}

} // namespace

// Not std::uniform_int_distribution, whose results differ between libraries.
int Stream::number(int least, int most)
{
    return least + static_cast<int>(random_() % static_cast<std::uint32_t>(most - least + 1));
}

bool Stream::chance(int in)
{
    return number(1, in) == 1;
}

std::string_view Stream::one_of(const std::vector<std::string_view>& choices)
{
    return choices[static_cast<std::size_t>(number(0, static_cast<int>(choices.size()) - 1))];
}

Size Stream::size()
{
    return {.rows = number(1, 8), .columns = number(2, 14)};
}

/// A parameter, mostly up to a little more than `most`; sometimes absent, 0, or huge.
std::string Stream::parameter(int most)
{
    if (chance(6)) return "";
    if (chance(20)) return "0";
    if (chance(40)) return "99999";
    return std::to_string(number(1, most + 1));
}

std::string Stream::text()
{
    std::string out;
    for (int i = number(1, 6); i > 0; --i) out += chance(5) ? "\r\n" : one_of(WORDS);
    return out;
}

std::string Stream::movement(Size size)
{
    const auto final = one_of({"A", "B", "C", "D", "E", "F", "G", "d", "`", "a", "e", "j", "k", "I", "Z"});
    if (chance(3)) return joined({"\x1b[", parameter(size.rows), ";", parameter(size.columns), chance(4) ? "f" : "H"});
    return joined({"\x1b[", parameter(std::max(size.rows, size.columns) / 2), std::string(final)});
}

std::string Stream::editing(Size size)
{
    if (chance(3))
        return joined(
            {"\x1b[", std::string(one_of({"", "0", "1", "2", "?", "?1", "?2"})), std::string(one_of({"J", "K", "K"}))});
    if (chance(6)) return rectangle(size);
    return joined({"\x1b[", parameter(std::max(size.rows, size.columns) / 3),
                   std::string(one_of({"@", "P", "L", "M", "X", "S", "T", " @", " A", "'}", "'~", "b", "b", "^"}))});
}

std::string Stream::rectangle(Size size)
{
    const auto corner = [&] { return joined({parameter(size.rows), ";", parameter(size.columns)}); };
    const auto area = [&] { return joined({corner(), ";", corner()}); };
    switch (number(1, 5)) {
    case 1: return joined({"\x1b[", area(), ";1;", corner(), ";1$v"});
    case 2: return joined({"\x1b[", std::string(one_of({"35", "32", "113", "233", "7"})), ";", area(), "$x"});
    case 3: return joined({"\x1b[", area(), std::string(one_of({"$z", "${"}))});
    case 4:
        return joined({"\x1b[", area(), std::string(one_of({";1", ";0", ";4;7", ";22;5", ";8"})),
                       std::string(one_of({"$r", "$t"}))});
    default: return std::string(one_of({"\x1b[2*x", "\x1b[1*x", "\x1b[*x", "\x1b[1;1;1;1;9;9*y"}));
    }
}

std::string Stream::rendition()
{
    std::string out = "\x1b[";
    for (int i = number(0, 3); i >= 0; --i) {
        out += one_of(
            {"0",  "",   "1",  "2",        "3",        "4",          "4:3",         "4:0",         "5",      "6",
             "7",  "8",  "9",  "21",       "22",       "23",         "24",          "25",          "27",     "28",
             "29", "31", "42", "38;5;123", "48:5:200", "38;2;1;2;3", "48:2::9:8:7", "58:2::1:1:1", "58;5;3", "39",
             "49", "59", "53", "55",       "92",       "103",        "38:2:5:6:7",  "38;5",        "48;2;1"});
        if (i > 0) out += ';';
    }
    return out + 'm';
}

/// The sequence for a random mode of the tables, without the final byte.
std::string Stream::any_mode()
{
    std::vector<std::string> modes;
    const auto add = [&modes](const auto& table) {
        for (const auto& entry : table)
            modes.push_back((entry.set == ModeSet::dec ? "\x1b[?" : "\x1b[") + std::to_string(entry.number));
    };
    add(MODES);
    add(QUIET_MODES);
    return modes[static_cast<std::size_t>(number(0, static_cast<int>(modes.size()) - 1))];
}

std::string Stream::mode()
{
    if (chance(5))
        return joined({"\x1b[", std::string(one_of({"4", "20", "2", "12"})), std::string(one_of({"h", "l", "l"}))});
    if (chance(8))
        return joined(
            {"\x1b[?",
             std::string(one_of({"7", "6;7", "25", "47", "1049", "69", "45;1045", "1000", "1006;1002", "5;3"})),
             std::string(one_of({"s", "r"}))});
    if (chance(20)) return any_mode() + std::string(one_of({"h", "l"}));
    return joined(
        {"\x1b[?",
         std::string(one_of({"3",    "4",    "40",   "41",   "67",   "95",   "1045", "45;1045", "69",   "40;3", "1",
                             "5",    "6",    "7",    "7",    "9",    "12",   "25",   "45",      "47",   "66",   "1000",
                             "1002", "1003", "1004", "1005", "1006", "1007", "1015", "1016",    "1047", "1048", "1049",
                             "1049", "2004", "2026", "2027", "2027", "2031", "2048", "7;6"})),
         std::string(one_of({"h", "l"}))});
}

std::string Stream::margins(Size size)
{
    if (chance(3)) return std::string(one_of({"\x1b[r", "\x1b[?69l", "\x1b[?69h", "\x1b[s"}));
    if (chance(3)) return joined({"\x1b[?69h\x1b[", parameter(size.columns / 2), ";", parameter(size.columns), "s"});
    return joined({"\x1b[", parameter(size.rows / 2), ";", parameter(size.rows), "r"});
}

std::string Stream::cursor()
{
    return std::string(one_of({"\x1b"
                               "7",
                               "\x1b"
                               "8",
                               "\x1b[s", "\x1b[u", "\x1b[3 q", "\x1b[0 q", "\x1b[?1048h", "\x1b[?1048l"}));
}

std::string Stream::escape()
{
    return std::string(one_of({"\x1b"
                               "D",
                               "\x1b"
                               "E",
                               "\x1b"
                               "M",
                               "\x1bH",
                               "\x1b(0",
                               "\x1b(B",
                               "\x1b)0",
                               "\x0e",
                               "\x0f",
                               "\x1bN",
                               "\x1bO",
                               "\x1bn",
                               "\x1bo",
                               "\x1bZ",
                               "\x1b+0",
                               "\x1b-A",
                               "\x1b*A",
                               "\x1b=",
                               "\x1b>",
                               "\x1b#3",
                               "\x1b#4",
                               "\x1b#5",
                               "\x1b#6",
                               "\x1b#8",
                               "\x1b"
                               "6",
                               "\x1b"
                               "9",
                               "\x1b[g",
                               "\x1b[3g",
                               "\x1b[1\"q",
                               "\x1bV",
                               "\x1bW",
                               "\x1b[?5W",
                               "\x1b[64;1\"p",
                               "\x1b[62\"p",
                               "\x1b[0\"q",
                               "\x1b[!p",
                               "\x1b"
                               "c"}));
}

std::string Stream::command()
{
    return joined({"\x1b]",
                   std::string(one_of({"0;a title",
                                       "1;icon",
                                       "2;\xe4\xb8\x96",
                                       "4;1;rgb:12/34/56",
                                       "4;300;?",
                                       "4;256;#123",
                                       "5;1;#fff",
                                       "105",
                                       "105;1",
                                       "13;#000;#abc",
                                       "117",
                                       "119;#010",
                                       "5;0;?;4;?",
                                       "10;#fff",
                                       "10;#123;#456;?",
                                       "12;rgb:1/2/3",
                                       "112",
                                       "104;1;2",
                                       "4;2;#010203;3;?",
                                       "99;i=1:p=title;note",
                                       "8;a=b:id=2;http://c.example/\xe4\xb8\x96",
                                       "104",
                                       "111",
                                       "11;#000",
                                       "8;;http://a.example/",
                                       "8;id=1;http://b.example/",
                                       "8;;",
                                       "8;;",
                                       "7;file:///tmp",
                                       "133;A",
                                       "133;B",
                                       "133;C",
                                       "133;D",
                                       "133;D;0",
                                       "133;D;130",
                                       "9;note",
                                       "777;notify;a;b",
                                       "52;c;aGk=",
                                       "999;unknown"})),
                   std::string(one_of({"\a", "\x1b\\"}))});
}

std::string Stream::keyboard()
{
    return std::string(one_of({"\x1b[>1u", "\x1b[>5u", "\x1b[<u", "\x1b[<9u", "\x1b[=3u", "\x1b[=1;2u", "\x1b[=1;3u",
                               "\x1b[>4;2m", "\x1b[>4m", "\x1b[>4n", "\x1b[22t", "\x1b[22;1t", "\x1b[23t", "\x1b[23;2t",
                               "\x1b[>0t", "\x1b[>1t", "\x1b[>0T", "\x1b[>T"}));
}

std::string Stream::query()
{
    return std::string(one_of({"\x1b[c",          "\x1b[>c",          "\x1b[=c",           "\x1b[5n",   "\x1b[6n",
                               "\x1b[?6n",        "\x1b[?7$p",        "\x1b[4$p",          "\x1b[>q",   "\x1b[18t",
                               "\x1bP$qm\x1b\\",  "\x1bP$qr\x1b\\",   "\x1bP+q544e\x1b\\", "\x1b[?u",   "\x1b[?1045$p",
                               "\x1bP$q*x\x1b\\", "\x1bP$q\"p\x1b\\", "\x1b[21t",          "\x1b[?62n", "\x1b[?3$p",
                               "\x1b[12$p",       "\x1b]11;?\a",      "\x1b[?996n",        "\x1b[?15n", "\x1b[14t",
                               "\x1b[16t",        "\x1bP$q q\x1b\\",  "\x1bP$qs\x1b\\"}));
}

std::string Stream::garbage()
{
    return std::string(one_of({"\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19m",
                               "\x1b[?1$~",
                               "\x1b[<0;1;1M",
                               "\x1b[3\x18",
                               "\x1b[\x1a",
                               "\x1b[2\nC",
                               "\x1b[1\x1b[2C",
                               "\x1b]0;cut\x18",
                               "\x1b]P1aabbcc",
                               "\x1b]R",
                               "\x1b_Rx",
                               "\x1b]P\xe4\xb8\x96",
                               "\x1bPq#0\x1b\\",
                               "\x1b_kitty\x1b\\",
                               "\x1b^pm\x1b\\",
                               "\x1bXsos\x1b\\",
                               "\x7f",
                               "\x05",
                               "\x1b%G",
                               "\x1b  F",
                               "\x1b[\xc3\xa9",
                               "\x1b]0;t\x1b[1m"}));
}

std::string Stream::piece(Size size)
{
    const int kind = number(1, 100);
    if (kind <= 40) return text();
    if (kind <= 48) return std::string(one_of({"\r", "\n", "\r\n", "\r\n", "\b", "\t", "\v", "\a"}));
    if (kind <= 60) return movement(size);
    if (kind <= 72) return editing(size);
    if (kind <= 80) return rendition();
    if (kind <= 84) return mode();
    if (kind <= 87) return margins(size);
    if (kind <= 90) return cursor();
    if (kind <= 93) return escape();
    if (kind <= 95) return command();
    if (kind <= 97) return keyboard();
    return kind == 98 ? query() : garbage();
}

std::string Stream::pieces(Size size, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i) out += piece(size);
    return out;
}

} // namespace cleat::test
