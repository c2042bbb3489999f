#include "client/keys/key_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace cleat;

namespace {

/// All events from the pieces, with adjacent typed bytes and paste pieces joined.
std::vector<KeyEvent> read_all(KeyReader& reader, const std::vector<std::string>& pieces)
{
    std::vector<KeyEvent> all;
    for (const auto& piece : pieces) {
        for (auto& event : reader.read(piece)) {
            auto* typed = std::get_if<TypedEvent>(&event);
            auto* before = all.empty() ? nullptr : std::get_if<TypedEvent>(&all.back());
            if (typed != nullptr && before != nullptr) {
                before->bytes += typed->bytes;
                continue;
            }
            auto* pasted = std::get_if<PastedEvent>(&event);
            auto* paste_before = all.empty() ? nullptr : std::get_if<PastedEvent>(&all.back());
            if (pasted != nullptr && paste_before != nullptr && !pasted->begin) {
                paste_before->text += pasted->text;
                paste_before->end = pasted->end;
                continue;
            }
            all.push_back(std::move(event));
        }
    }
    return all;
}

std::vector<KeyEvent> read_at_once(const std::string& bytes)
{
    KeyReader reader;
    return read_all(reader, {bytes});
}

/// Checks that the events are the same for the whole input, for every split in two, and byte by byte.
void check_every_cut(const std::string& bytes, const std::vector<KeyEvent>& wanted)
{
    CHECK(read_at_once(bytes) == wanted);
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        INFO("cut at ", cut);
        KeyReader reader;
        CHECK(read_all(reader, {bytes.substr(0, cut), bytes.substr(cut)}) == wanted);
    }
    std::vector<std::string> single;
    for (char c : bytes) single.emplace_back(1, c);
    KeyReader reader;
    CHECK(read_all(reader, single) == wanted);
}

const std::vector<std::string> ESCAPE_KEYS = {
    "\x1c",                // legacy
    "\x1b[92;5u",          // kitty
    "\x1b[92;5:1u",        // with the event type
    "\x1b[92:124;5u",      // with the shifted key
    "\x1b[92:124:92;5:1u", // with both alternate keys
    "\x1b[1085::92;5u",    // on a keyboard of another script
    "\x1b[92;69u",         // Caps Lock
    "\x1b[92;133u",        // Num Lock
    "\x1b[27;5;92~",       // modifyOtherKeys
};

const std::vector<std::string> LETTERS = {"d", "\x1b[100u", "\x1b[100;1:1u", "\x1b[1074::100;1u", "\x1b[27;1;100~"};

} // namespace

TEST_CASE("the escape key and a letter are a command in every encoding, and the bytes around them stay in order")
{
    for (const auto& escape : ESCAPE_KEYS) {
        for (const auto& letter : LETTERS) {
            INFO("letter ", letter);
            check_every_cut("before" + escape + letter + "after",
                            {TypedEvent{"before"}, CommandEvent{'d', escape + letter}, TypedEvent{"after"}});
        }
    }
}

TEST_CASE("the escape key is recognised right after ESC, and between sequences and non-ASCII characters")
{
    check_every_cut("\x1b\x1c"
                    "d",
                    {TypedEvent{"\x1b"}, CommandEvent{'d', "\x1c"
                                                           "d"}});
    check_every_cut("\x1b[A\u00e9\x1c?\x1bOP",
                    {TypedEvent{"\x1b[A\u00e9"}, CommandEvent{'?', "\x1c?"}, TypedEvent{"\x1bOP"}});
}

TEST_CASE("the escape key pressed twice is typed once, in its original encoding")
{
    for (const auto& escape : ESCAPE_KEYS)
        check_every_cut("a" + escape + escape + "d", {TypedEvent{"a" + escape + "d"}});
}

TEST_CASE("a key that is not a command goes to the program together with the escape key before it")
{
    check_every_cut("\x1c\x1b[A", {TypedEvent{"\x1c\x1b[A"}});
    check_every_cut("\x1c\r", {TypedEvent{"\x1c\r"}});
    check_every_cut("\x1c\u00e9", {TypedEvent{"\x1c\u00e9"}});
}

TEST_CASE("the escape key with other modifiers is another key")
{
    for (const std::string key : {"\x1b[92;7u", "\x1b[92;1u", "\x1b[92;9u", "\x1b[27;7;92~", "\x1b[92;6u"})
        check_every_cut(key + "d", {TypedEvent{key + "d"}});
}

TEST_CASE("the release of a key is consumed only if its press was")
{
    const std::string presses = "\x1b[92;5:1u\x1b[92;5:3u\x1b[100;1:1u";
    const std::string letter = "\x1b[100;1:3u";
    check_every_cut("\x1b[97;1:1u" + presses + "\x1b[97;1:3u" + letter + "\x1b[100;1:3u",
                    {TypedEvent{"\x1b[97;1:1u"}, CommandEvent{'d', "\x1b[92;5:1u\x1b[100;1:1u"},
                     TypedEvent{"\x1b[97;1:3u\x1b[100;1:3u"}});
}

TEST_CASE("modifiers pressed and released between the escape key and the letter do not cancel the command")
{
    const std::string release = "\x1b[57442;1:3u";
    check_every_cut("\x1b[92;5:1u" + release + "\x1b[92;1:3ud",
                    {TypedEvent{release}, CommandEvent{'d', "\x1b[92;5:1ud"}});
}

TEST_CASE("auto-repeat of the escape key is not a second press")
{
    check_every_cut("\x1b[92;5:1u\x1b[92;5:2u\x1b[92;5:2ud", {CommandEvent{'d', "\x1b[92;5:1ud"}});
}

TEST_CASE("nothing in a paste is a command, and its brackets are not part of it")
{
    check_every_cut("a\x1b[200~one\x1c"
                    "d\x1b[2\x1b[92;5ud\r\n\x1b[201~\x1c"
                    "d",
                    {TypedEvent{"a"},
                     PastedEvent{"one\x1c"
                                 "d\x1b[2\x1b[92;5ud\r\n",
                                 true, true},
                     CommandEvent{'d', "\x1c"
                                       "d"}});
}

TEST_CASE("an empty paste is reported")
{
    check_every_cut("\x1b[200~\x1b[201~", {PastedEvent{"", true, true}});
}

TEST_CASE("focus and mouse reports are distinguished from keys")
{
    check_every_cut("x\x1b[I\x1b[O\x1b[<0;3;4My", {TypedEvent{"x"}, FocusEvent{true}, FocusEvent{false},
                                                   MouseEvent{"\x1b[<0;3;4M"}, TypedEvent{"y"}});
    check_every_cut("\x1b[<0;3;4m\x1b[32;3;4M", {MouseEvent{"\x1b[<0;3;4m"}, MouseEvent{"\x1b[32;3;4M"}});
    check_every_cut("\x1b[M !\x1c"
                    "d",
                    {MouseEvent{"\x1b[M !\x1c"}, TypedEvent{"d"}});
}

TEST_CASE("the length of a UTF-8 mouse report depends on its characters")
{
    KeyReader reader;
    reader.set_mouse_encoding(MouseEncoding::utf8);

    const auto events = reader.read("\x1b[M \u0100\u0200d");

    CHECK(events == std::vector<KeyEvent>{MouseEvent{"\x1b[M \u0100\u0200"}, TypedEvent{"d"}});
}

TEST_CASE("a mouse report that is cut short takes nothing of the sequence after it")
{
    for (const std::string report : {"\x1b[M", "\x1b[M ", "\x1b[M !"}) {
        INFO(report);
        check_every_cut(report + "\x1b[200~text\x1b[201~", {TypedEvent{report}, PastedEvent{"text", true, true}});
        check_every_cut(report + "\x1b[I", {TypedEvent{report}, FocusEvent{true}});
    }
    for (const std::string report : {"\x1b[M\xc4", "\x1b[M \xc4", "\x1b[M \u0100\xe2\x82"}) {
        INFO(report);
        KeyReader reader;
        reader.set_mouse_encoding(MouseEncoding::utf8);
        CHECK(read_all(reader, {report + "\x1b[200~text\x1b[201~"}) ==
              std::vector<KeyEvent>{TypedEvent{report}, PastedEvent{"text", true, true}});
    }
}

TEST_CASE("replies to the client's queries are never typed")
{
    check_every_cut("a\x1b]11;rgb:ffff/8080/0000\x1b\\b",
                    {TypedEvent{"a"}, ReplyEvent{ColourReply{DynamicColour::background, Colour::rgb(255, 128, 0)}},
                     TypedEvent{"b"}});
    check_every_cut("\x1b]10;rgb:f/8/0\x07",
                    {ReplyEvent{ColourReply{DynamicColour::foreground, Colour::rgb(255, 136, 0)}}});
    check_every_cut("\x1b[?5u\x1b[?2026;2$y\x1b[6;20;10t\x1b[?62;4c",
                    {ReplyEvent{KeyboardReply{5}}, ReplyEvent{ModeReply{2026, 2}}, ReplyEvent{CellSizeReply{20, 10}},
                     ReplyEvent{LastReply{}}});
}

TEST_CASE("palette and cursor shape replies are parsed, and malformed ones are stray")
{
    check_every_cut("\x1b]4;1;rgb:ffff/8080/0000\x1b\\\x1b]4;255;rgb:1/2/3\x07",
                    {ReplyEvent{PaletteReply{1, Colour::rgb(255, 128, 0)}},
                     ReplyEvent{PaletteReply{255, Colour::rgb(0x11, 0x22, 0x33)}}});
    check_every_cut("\x1bP1$r2 q\x1b\\", {ReplyEvent{CursorReply{2}}});
    for (const std::string answer : {"\x1b]4;256;rgb:1/2/3\x07", "\x1b]4;1;red\x07", "\x1b]4;\x07", "\x1bP1$r7 q\x1b\\",
                                     "\x1bP0$r\x1b\\", "\x1bP1$r0;1m\x1b\\"})
        check_every_cut(answer, {ReplyEvent{StrayReply{}}});
}

TEST_CASE("ordinary keys are never lost")
{
    for (const std::string keys :
         {"\x1b]x", "\x1b]10", "\x1b]1x;", "\x1b[1;5R", "\x1b[200", "\x1b\x1b[A", "\x1bOA", "\x1b[15~", "\x1bPa",
          "\x1b[", "\x1bO", "\x1b", "\xff\xfe", "\x1b[\x01z", "\x1b]11;rgb:zz", "\x1b[99999999999999999999u"}) {
        INFO("keys ", keys);
        KeyReader reader;
        auto events = read_all(reader, {keys});
        for (int moment = 0; moment < 2; ++moment)
            for (auto& event : reader.flush()) events.push_back(std::move(event));
        std::string bytes;
        for (const auto& event : events) {
            REQUIRE(std::holds_alternative<TypedEvent>(event));
            bytes += std::get<TypedEvent>(event).bytes;
        }
        CHECK(bytes == keys);
        CHECK_FALSE(reader.is_pending());
    }
}

TEST_CASE("a lone ESC is held until it is flushed, and then is a key")
{
    KeyReader reader;

    CHECK(reader.read("a\x1b") == std::vector<KeyEvent>{TypedEvent{"a"}});
    CHECK(reader.is_pending());
    CHECK(reader.flush() == std::vector<KeyEvent>{TypedEvent{"\x1b"}});
    CHECK_FALSE(reader.is_pending());
    CHECK(reader.flush().empty());
}

TEST_CASE("the start of a sequence that no key sends waits for the link delay, one that may be a key waits a moment")
{
    for (const std::string keys : {"\x1b", "\x1b[", "\x1b]", "\x1bO", "\x1bP", "\x1b[2$", "\x9b"}) {
        INFO("keys ", keys);
        KeyReader reader;
        CHECK(reader.read(keys).empty());
        CHECK(reader.is_pending());
        CHECK(reader.patience() == KeyReader::MOMENT);
    }
    for (const std::string beginning :
         {"\x1b[200", "\x1b[92;", "\x1b[?", "\x1b]11;rgb:1", "\x1bP>", "\x1b[M !", "\x9b?6"}) {
        INFO("beginning ", beginning);
        KeyReader reader;
        CHECK(reader.read(beginning).empty());
        CHECK(reader.patience() == KeyReader::LINK_DELAY);
    }
}

TEST_CASE("while a reply is expected its start waits for the link delay, but a lone ESC still waits only a moment")
{
    for (const std::string beginning : {"\x1b[", "\x1b]", "\x1bP"}) {
        KeyReader reader;
        reader.set_expecting(true);
        CHECK(reader.read(beginning).empty());
        CHECK(reader.patience() == KeyReader::LINK_DELAY);
    }
    KeyReader reader;
    reader.set_expecting(true);
    CHECK(reader.read("\x1b").empty());
    CHECK(reader.patience() == KeyReader::MOMENT);
    CHECK(reader.flush() == std::vector<KeyEvent>{TypedEvent{"\x1b"}});
}

TEST_CASE("a possible end of a paste is held without a timer")
{
    KeyReader reader;

    CHECK(reader.read("\x1b[200~text\x1b[20") == std::vector<KeyEvent>{PastedEvent{"text", true, false}});
    CHECK_FALSE(reader.is_pending());
    CHECK(reader.flush().empty());
    CHECK(reader.read("1~") == std::vector<KeyEvent>{PastedEvent{"", false, true}});
}

TEST_CASE("without an escape key all keys go to the program")
{
    KeyReader reader(std::nullopt);

    CHECK(reader.read("\x1c"
                      "d\x1b[92;5ud") == std::vector<KeyEvent>{TypedEvent{"\x1c"
                                                                          "d\x1b[92;5ud"}});
}

TEST_CASE("another escape key is also recognised in every encoding")
{
    for (const std::string escape : {"\x01", "\x1b[97;5u", "\x1b[27;5;97~"}) {
        KeyReader reader(EscapeKey{U'a'});
        CHECK(reader.read(escape + "d\x1c") ==
              std::vector<KeyEvent>{CommandEvent{'d', escape + "d"}, TypedEvent{"\x1c"}});
    }
}

TEST_CASE("for random input the events do not depend on where reads are split")
{
    const std::vector<std::string> parts = {
        "\x1b",      "[",         "]11;rgb:1/2/3", "\x1b\\",    "\x1c",     "d",      "92;5u",
        "\x1b[200~", "\x1b[201~", "\x1b[<0;1;2M",  "\x1b[M !!", "\x1b[?1u", "\u00e9", "\x1b[27;5;92~",
        "O",         "\x07",      "\xff",          ";",         "1:3u",     "\x1b[I"};
    std::mt19937 random(7);
    for (int round = 0; round < 2'000; ++round) {
        INFO("round ", round);
        std::string bytes;
        for (int part = 0; part < 8; ++part) bytes += parts[random() % parts.size()];
        std::vector<std::string> pieces;
        for (std::size_t at = 0; at < bytes.size();) {
            const auto count = std::min<std::size_t>(1 + random() % 5, bytes.size() - at);
            pieces.push_back(bytes.substr(at, count));
            at += count;
        }
        KeyReader whole;
        KeyReader cut;

        REQUIRE(read_all(whole, {bytes}) == read_all(cut, pieces));
        REQUIRE(whole.is_pending() == cut.is_pending());
    }
}

TEST_CASE("a clipboard reply is never typed, however it is split")
{
    check_every_cut("a\x1b]52;c;aGVsbG8=\x1b\\b",
                    {TypedEvent{"a"}, ReplyEvent{ClipboardReply{"hello"}}, TypedEvent{"b"}});
    check_every_cut("\x1b]52;;\a", {ReplyEvent{ClipboardReply{}}});
}

namespace {

/// The events of a reader that can pan a window, from pieces that are each followed by a pause.
std::vector<KeyEvent> read_with_window(const std::vector<std::string>& pieces)
{
    KeyReader reader;
    reader.set_pannable(true);
    std::vector<KeyEvent> all;
    for (const auto& piece : pieces) {
        for (auto& event : reader.read(piece)) all.push_back(std::move(event));
        while (reader.is_pending())
            for (auto& event : reader.flush()) all.push_back(std::move(event));
    }
    return all;
}

using Events = std::vector<KeyEvent>;

} // namespace

TEST_CASE("arrows after the escape key pan the window until another key is pressed")
{
    CHECK(read_with_window({"\x1c\x1b[A\x1b[B\x1bOC\x1b[1;2Dx"}) ==
          Events{PanEvent{-1, 0}, PanEvent{1, 0}, PanEvent{0, 1}, PanEvent{0, -1}, PanEndEvent{}, TypedEvent{"x"}});
    CHECK(read_with_window({"\x1b[A"}) == Events{TypedEvent{"\x1b[A"}});
    CHECK(read_with_window({"\x1c", "\x1b[A", "\x1c", "d"}) == Events{PanEvent{-1, 0}, CommandEvent{'d', "\x1c"
                                                                                                         "d"}});
}

TEST_CASE("a lone ESC ends panning and is not typed")
{
    CHECK(read_with_window({"\x1c\x1b[A", "\x1b", "\x1b"}) ==
          Events{PanEvent{-1, 0}, PanEndEvent{}, TypedEvent{"\x1b"}});
}

TEST_CASE("releases of arrows that panned the window are consumed too")
{
    CHECK(read_with_window({"\x1c\x1b[1;1A\x1b[1;1:3A\x1b[1;1:2A"}) == Events{PanEvent{-1, 0}, PanEvent{-1, 0}});
}

TEST_CASE("without a window to pan, arrows after the escape key go to the program")
{
    CHECK(read_at_once("\x1c\x1b[A") == Events{TypedEvent{"\x1c\x1b[A"}});
}

namespace {

/// Terminal replies, one of each kind.
const std::vector<std::string> ANSWERS = {
    "\x1b[?62;22;52c",
    "\x1b[?6c",
    "\x1b[>41;390;0c",
    "\x1b[=1;1;0c",
    "\x1b[?2026;2$y",
    "\x1b[4;2$y",
    "\x1b[?5u",
    "\x1b[?997;1n",
    "\x1b[0n",
    "\x1b[4;600;800t",
    "\x1b[6;20;10t",
    "\x1b[8;24;80t",
    "\x1b[48;24;80;600;800t",
    "\x1b[>4;2m",
    "\x1b[?1;0;1024S",
    "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "\x1b]17;rgb:00/00/00\x07",
    "\x1b]52;c;aGVsbG8=\x1b\\",
    "\x1b]99;i=1:p=?;\x1b\\",
    "\x1b]lTitle \u00e9\x1b\\",
    "\x1bP>|XTerm(390)\x1b\\",
    "\x1bP!|00000000\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1bP0$r\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\",
    "\x1bP0+r\x07",
    "\x1bP1!~0000\x1b\\",
};

/// The reply in 8-bit controls.
std::string in_eight_bits(std::string answer)
{
    const auto replace = [&answer](std::string_view two, char one) {
        for (auto at = answer.find(two); at != std::string::npos; at = answer.find(two)) answer.replace(at, 2, 1, one);
    };
    replace("\x1b[", '\x9b');
    replace("\x1b]", '\x9d');
    replace("\x1bP", '\x90');
    replace("\x1b\\", '\x9c');
    return answer;
}

std::string typed_in(const std::vector<KeyEvent>& events)
{
    std::string out;
    for (const auto& event : events)
        if (const auto* const typed = std::get_if<TypedEvent>(&event)) out += typed->bytes;
    return out;
}

/// The text of the one complete paste; a description of the mismatch if there is not exactly one.
std::string pasted_in(const std::vector<KeyEvent>& events)
{
    std::string out;
    int begun = 0;
    int ended = 0;
    for (const auto& event : events) {
        const auto* const pasted = std::get_if<PastedEvent>(&event);
        if (pasted == nullptr) continue;
        out += pasted->text;
        begun += pasted->begin ? 1 : 0;
        ended += pasted->end ? 1 : 0;
    }
    return begun == 1 && ended == 1 ? out : std::to_string(begun) + " begun, " + std::to_string(ended) + " ended";
}

/// Reads two pieces, `pause` apart.
std::vector<KeyEvent> read_slowly(KeyReader& reader, std::string_view first, std::string_view second,
                                  std::chrono::milliseconds pause)
{
    auto events = reader.read(first);
    const auto add = [&events](std::vector<KeyEvent> more) { events.insert(events.end(), more.begin(), more.end()); };
    if (reader.is_pending() && reader.patience() < pause) add(reader.flush());
    add(reader.read(second));
    return events;
}

} // namespace

TEST_CASE("a reply is not typed, expected or not, wherever the link splits it and however late the rest arrives")
{
    for (const std::string& seven : ANSWERS) {
        for (const std::string& answer : {seven, in_eight_bits(seven)}) {
            check_every_cut("a" + answer + "b", read_at_once("a" + answer + "b"));
            for (const bool expecting : {false, true}) {
                for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
                    INFO("answer ", answer.substr(1), " cut at ", cut, expecting ? " expected" : "");
                    KeyReader reader;
                    reader.set_expecting(expecting);
                    const auto events = read_slowly(reader, answer.substr(0, cut), answer.substr(cut) + "after",
                                                    std::chrono::milliseconds(4'000));

                    // Bytes that may be a key become one after a moment: no more of a reply is ever typed.
                    const std::string keys =
                        cut == 1 || (cut == 2 && !expecting && answer[0] == '\x1b') ? answer.substr(0, cut) : "";
                    CHECK(typed_in(events) == keys + "after");
                    CHECK_FALSE(reader.is_pending());
                }
            }
        }
    }
}

TEST_CASE("several replies in 8-bit controls in one read are all recognised, and no part of them is typed")
{
    for (const std::string& first : ANSWERS) {
        for (const std::string& second : ANSWERS) {
            INFO("answers ", first.substr(1), " and ", second.substr(1));
            KeyReader reader;
            CHECK(typed_in(reader.read(in_eight_bits(first) + in_eight_bits(second) + "after")) == "after");
            // Likewise when the first byte was flushed as a key because nothing followed it for a moment.
            (void)reader.read(in_eight_bits(first).substr(0, 1));
            (void)reader.flush();
            CHECK(typed_in(reader.read(in_eight_bits(first).substr(1) + in_eight_bits(second) + "after")) == "after");
        }
    }
    KeyReader reader;
    auto events = reader.read("\x9b?M\x9c");
    for (auto& event : reader.flush()) events.push_back(event);
    CHECK(typed_in(events) == "\x9c");
}

TEST_CASE("a sequence too long for a reply is typed, wherever reads are split, also after a flushed introducer")
{
    const auto after_flush = [](std::string_view introducer, const std::vector<std::string>& pieces) {
        KeyReader reader;
        (void)reader.read(introducer);
        (void)reader.flush();
        return read_all(reader, pieces);
    };
    // Up to 128 bytes before the final one are read as a reply; these are one or more too many.
    for (const std::size_t digits : {126UL, 127UL, 200UL}) {
        const std::string body = '?' + std::string(digits - 1, '9') + "c";
        for (const std::string introducer : {"\x1b", "\x9b"}) {
            INFO(introducer.substr(1), digits);
            const std::string rest = (introducer == "\x1b" ? "[" : "") + body;
            std::vector<std::string> single;
            for (const char c : rest) single.emplace_back(1, c);
            const auto at_once = after_flush(introducer, {rest});
            CHECK(at_once == after_flush(introducer, single));
            CHECK(typed_in(at_once) == (digits == 126 ? "" : rest));
        }
    }
}

TEST_CASE("the start of a paste is recognised wherever the link splits it")
{
    const std::string begin = "\x1b[200~";
    for (std::size_t cut = 3; cut < begin.size(); ++cut) {
        KeyReader reader;
        CHECK(read_slowly(reader, begin.substr(0, cut), begin.substr(cut) + "text\x1b[201~",
                          std::chrono::milliseconds(4'000)) == Events{PastedEvent{"text", true, true}});
    }
    for (std::size_t cut = 1; cut < 3; ++cut) {
        KeyReader reader;
        CHECK(read_slowly(reader, begin.substr(0, cut), begin.substr(cut) + "text\x1b[201~",
                          std::chrono::milliseconds(4'000)) ==
              Events{TypedEvent{begin.substr(0, cut)}, PastedEvent{"text", true, true}});
    }
}

TEST_CASE("a paste that starts with 8-bit controls ends with 8-bit or 7-bit ones, wherever reads are split")
{
    const std::string begin = in_eight_bits("\x1b[200~");
    const std::string text = "\xd0\x9b" // of U+041B
                             "201~";
    for (const std::string& end : {in_eight_bits("\x1b[201~"), std::string("\x1b[201~")}) {
        const std::string all = begin + text + end + "after";
        for (std::size_t cut = 0; cut <= all.size(); ++cut) {
            INFO("cut at ", cut);
            KeyReader reader;
            auto events = reader.read(all.substr(0, cut));
            for (auto& event : reader.read(all.substr(cut))) events.push_back(event);
            CHECK(typed_in(events) == "after");
            CHECK(pasted_in(events) == text);
        }
        KeyReader reader; // its first byte is flushed as a key, because nothing follows it for a moment
        (void)reader.read(all.substr(0, 1));
        (void)reader.flush();
        const auto events = reader.read(all.substr(1));
        CHECK(typed_in(events) == "after");
        CHECK(pasted_in(events) == text);
    }
}

TEST_CASE("an 8-bit control in the text of a paste ends it only if the terminal started it with one")
{
    KeyReader reader;
    const std::string text = "a" + in_eight_bits("\x1b[201~") + "rm -rf .\r";
    const auto events = reader.read("\x1b[200~" + text + "\x1b[201~after");
    CHECK(pasted_in(events) == text);
    CHECK(typed_in(events) == "after");
}

TEST_CASE("the end bracket of a paste that never started is not typed")
{
    KeyReader reader;
    auto events = reader.read("a\x1b[201~b");
    CHECK(typed_in(events) == "ab");
    CHECK(typed_in(reader.read("a" + in_eight_bits("\x1b[201~") + "b")) == "ab");
    CHECK(read_slowly(reader, "\x1b[201", "~c", std::chrono::milliseconds(4'000)) == Events{TypedEvent{"c"}});
}

TEST_CASE("Shift and F3 is a key, and so are other keys that look like replies")
{
    for (const std::string keys :
         {"\x1b[1;2R", "\x1b[5;10R", "\x1b[?5;10R", "\x1b[1;2S", "\x1b[c", "\x1b[1;2P", "\x1b[21;2~", "\x1b]x",
          "\x1bPx", "\x1bP1", "\x1b]1x", "\u0431\u0432", "\u20ac\u045b", "\x9b", "\x90x"}) {
        INFO("keys ", keys);
        KeyReader reader;
        auto events = reader.read(keys);
        for (auto& event : reader.flush()) events.push_back(event);
        CHECK(typed_in(events) == keys);
    }
}

TEST_CASE("keys typed after a flushed ESC wait a moment at most")
{
    KeyReader reader;
    (void)reader.read("\x1b");
    (void)reader.flush();
    CHECK(reader.read("[").empty());
    CHECK(reader.patience() == KeyReader::MOMENT);
    CHECK(reader.flush() == Events{TypedEvent{"["}});
    CHECK(reader.read("x") == Events{TypedEvent{"x"}});
}
