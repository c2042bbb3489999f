#include "common/recording/cast_reader.h"

#include <doctest/doctest.h>

#include <vector>

using namespace cleat;
using std::chrono::microseconds;

namespace {

struct Event {
    std::int64_t time = 0;
    CastKind kind = CastKind::output;
    std::string data;

    bool operator==(const Event&) const = default;
};

std::vector<Event> events_of(CastReader& reader)
{
    std::vector<Event> out;
    while (const auto event = reader.next())
        out.push_back({event->time.count(), event->kind, std::string(event->data)});
    return out;
}

std::vector<Event> read(CastReader& reader, std::string_view bytes)
{
    reader.feed(bytes);
    reader.finish();
    return events_of(reader);
}

std::vector<Event> read(std::string_view bytes)
{
    CastReader reader;
    return read(reader, bytes);
}

constexpr std::string_view V2 = "{\"version\": 2, \"width\": 80, \"height\": 24}\n";
constexpr std::string_view V3 = "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n";

std::string with(std::string_view header, std::string_view lines)
{
    return std::string(header).append(lines);
}

} // namespace

TEST_CASE("v2 times count from the start, v3 times from the previous event")
{
    constexpr std::string_view LINES = "[0.5, \"o\", \"a\"]\n[1.25, \"o\", \"b\"]\n[2, \"o\", \"c\"]\n";

    CHECK(read(with(V2, LINES)) == std::vector<Event>{{500'000, CastKind::output, "a"},
                                                      {1'250'000, CastKind::output, "b"},
                                                      {2'000'000, CastKind::output, "c"}});
    CHECK(read(with(V3, LINES)) == std::vector<Event>{{500'000, CastKind::output, "a"},
                                                      {1'750'000, CastKind::output, "b"},
                                                      {3'750'000, CastKind::output, "c"}});
}

TEST_CASE("every kind of event is read, and unknown codes are passed on as other")
{
    const auto events = read(with(V3, "[0,\"o\",\"x\"]\n[0,\"i\",\"\\r\"]\n[0,\"r\",\"100x30\"]\n[0,\"m\",\"here\"]\n"
                                      "[0,\"x\",\"0\"]\n[0,\"q\",\"\"]\n[0,\"oo\",\"\"]\n"));

    CHECK(events == std::vector<Event>{{0, CastKind::output, "x"},
                                       {0, CastKind::input, "\r"},
                                       {0, CastKind::resize, "100x30"},
                                       {0, CastKind::marker, "here"},
                                       {0, CastKind::exit, "0"},
                                       {0, CastKind::other, ""},
                                       {0, CastKind::other, ""}});
}

TEST_CASE("a time can have any JSON form, and is rounded to the microsecond")
{
    const auto events = read(with(V2, "[6e-05,\"o\",\"\"]\n[0.0000614,\"o\",\"\"]\n[0.0000615,\"o\",\"\"]\n"
                                      "[1.5E0,\"o\",\"\"]\n[10.000001,\"o\",\"\"]\n"));

    REQUIRE(events.size() == 5);
    CHECK(events[0].time == 60);
    CHECK(events[1].time == 61);
    CHECK(events[2].time == 62);
    CHECK(events[3].time == 1'500'000);
    CHECK(events[4].time == 10'000'001);
}

TEST_CASE("all JSON escapes are read")
{
    const auto events = read(with(V3, R"([0,"o","\u001b[1m\"\\\/\b\f\n\r\t\u00e9\u4e2D\ud83d\ude00"])"
                                      "\n"));

    REQUIRE(events.size() == 1);
    CHECK(events[0].data == "\x1b[1m\"\\/\b\f\n\r\t\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80");
}

TEST_CASE("lines that are not events are counted, and the others are read")
{
    CastReader reader;
    const auto events = read(reader, with(V3, "# a comment\n\n[0,\"o\",\"a\"]\n[0,\"o\"]\nnonsense\n[0,\"o\",\"b]\n"
                                              "[0,\"o\",\"\\x\"]\n[x,\"o\",\"\"]\n[0,\"r\",\"0x0\"]\n[0,\"o\",1]\n"
                                              "[0,\"o\",\"c\"] []\n[1,\"o\",\"d\"]\r\n"));

    CHECK(events == std::vector<Event>{{0, CastKind::output, "a"}, {1'000'000, CastKind::output, "d"}});
    CHECK(reader.damage().lines == 8);
    CHECK(reader.damage().first_line == 5);
    CHECK(reader.damage().describe() == "8 lines are not events, the first is line 5");
}

TEST_CASE("a last line without a newline is an event if it is complete, otherwise it is cut short")
{
    CastReader whole;
    CHECK(read(whole, with(V3, "[0,\"o\",\"a\"]")).size() == 1);
    CHECK(whole.damage() == CastDamage());

    CastReader cut;
    CHECK(read(cut, with(V3, "[0,\"o\",\"a\"]\n[0,\"o\",\"b")).size() == 1);
    CHECK(cut.damage().cut_short);
    CHECK(cut.damage().lines == 0);
}

TEST_CASE("invalid UTF-8, and half a surrogate pair, becomes U+FFFD")
{
    CastReader reader;
    const auto events = read(reader, with(V3, "[0,\"o\",\"a\xff\xe4\xb8z\"]\n[0,\"o\",\"\\ud83dx\\ude00\"]\n"));

    REQUIRE(events.size() == 2);
    CHECK(events[0].data == "a\xef\xbf\xbd\xef\xbf\xbdz");
    CHECK(events[1].data == "\xef\xbf\xbdx\xef\xbf\xbd");
    CHECK(reader.damage().mended == 2);
}

TEST_CASE("a recorded U+FFFD is not damage")
{
    CastReader reader;
    const auto events = read(reader, with(V3, "[0,\"o\",\"\xef\xbf\xbd\\ufffd\"]\n"));

    REQUIRE(events.size() == 1);
    CHECK(events[0].data == "\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(reader.damage() == CastDamage());
}

TEST_CASE("an event that goes back in time gets the time of the one before")
{
    CastReader reader;
    const auto events = read(reader, with(V2, "[2,\"o\",\"a\"]\n[1,\"o\",\"b\"]\n[-3,\"o\",\"c\"]\n[3,\"o\",\"d\"]\n"));

    REQUIRE(events.size() == 4);
    CHECK(events[1].time == 2'000'000);
    CHECK(events[2].time == 2'000'000);
    CHECK(events[3].time == 3'000'000);
    CHECK(reader.damage().backwards == 2);
}

TEST_CASE("a line that is too long is skipped without buffering it")
{
    CastReader reader;
    reader.feed(with(V3, "[0,\"o\",\"a\"]\n[0,\"o\",\""));
    CHECK(events_of(reader).size() == 1);
    const std::string piece(1U << 20, 'x');
    for (int i = 0; i < 40; ++i) {
        reader.feed(piece);
        CHECK_FALSE(reader.next().has_value());
    }
    reader.feed("\"]\n[0,\"o\",\"b\"]\n");
    const auto events = events_of(reader);

    CHECK(events == std::vector<Event>{{0, CastKind::output, "b"}});
    CHECK(reader.damage().lines == 1);
    CHECK(reader.damage().first_line == 3);
    CHECK(reader.position().offset == V3.size() + 12 + 8 + 40 * piece.size() + 3 + 12);
}

TEST_CASE("nothing before the header is an event")
{
    CastReader reader;
    CHECK(read(reader, "hello\n[0,\"o\",\"a\"]\n{\"version\": 1}\n").empty());
    CHECK(reader.header() == nullptr);
    CHECK(reader.damage().lines == 3);
}

TEST_CASE("a reader continues where another one stopped")
{
    const auto bytes = with(V3, "[1,\"o\",\"a\"]\n[1,\"o\",\"b\"]\n[1,\"o\",\"c\"]\n");
    CastReader first;
    first.feed(bytes);
    REQUIRE(first.next().has_value());
    REQUIRE(first.next().has_value());

    CastReader second(*first.header(), first.position());
    second.feed(std::string_view(bytes).substr(second.position().offset));
    const auto event = second.next();

    REQUIRE(event.has_value());
    CHECK(*event == CastEvent{microseconds(3'000'000), CastKind::output, "c"});
    CHECK(second.position().events == 3);
    CHECK(second.position().lines == 4);
    CHECK(second.position().offset == bytes.size());
}

TEST_CASE("a byte order mark and lines that end in CR LF are accepted")
{
    const std::string mark = "\xef\xbb\xbf";
    std::string crlf = mark + std::string(V2) + "[1, \"o\", \"x\"]\n";
    for (auto at = crlf.find('\n'); at != std::string::npos; at = crlf.find('\n', at + 2)) crlf.insert(at, "\r");
    for (const std::string& bytes :
         {mark + with(V2, "[1, \"o\", \"x\"]\n"), mark + with(V3, "[1, \"o\", \"x\"]"), crlf}) {
        CastReader reader;
        CHECK(read(reader, bytes) == std::vector<Event>{{1'000'000, CastKind::output, "x"}});
        CHECK(reader.damage() == CastDamage());
    }

    CastReader second;
    CHECK(read(second, with(V2, mark + "[1, \"o\", \"x\"]\n")).empty());
    CHECK(second.damage().lines == 1);
}
