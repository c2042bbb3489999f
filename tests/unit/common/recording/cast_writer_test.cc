#include "common/recording/cast_writer.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("times count from the start in v2, and from the previous event in v3")
{
    std::string v2;
    std::string v3;
    for (auto* const out : {&v2, &v3}) {
        CastWriter writer(out == &v2 ? CastVersion::v2 : CastVersion::v3);
        writer.output(CastTime(0), "a", *out);
        writer.output(CastTime(1'500'000), "b", *out);
        writer.output(CastTime(1'500'001), "c", *out);
        writer.output(CastTime(1'000), "late", *out);
    }

    CHECK(v2 == "[0,\"o\",\"a\"]\n[1.5,\"o\",\"b\"]\n[1.500001,\"o\",\"c\"]\n[1.500001,\"o\",\"late\"]\n");
    CHECK(v3 == "[0,\"o\",\"a\"]\n[1.5,\"o\",\"b\"]\n[0.000001,\"o\",\"c\"]\n[0,\"o\",\"late\"]\n");
}

TEST_CASE("every kind of event is written as a line")
{
    std::string out;
    CastWriter writer(CastVersion::v3);
    writer.input(CastTime(0), "\r", out);
    writer.resize(CastTime(0), {.rows = 24, .columns = 80}, out);
    writer.marker(CastTime(0), "it's \"here\"", out);
    writer.exit(CastTime(0), 3, out);
    writer.event({CastTime(0), CastKind::other, "?"}, out);

    CHECK(out == "[0,\"i\",\"\\r\"]\n[0,\"r\",\"80x24\"]\n[0,\"m\",\"it's \\\"here\\\"\"]\n[0,\"x\",\"3\"]\n");
}

TEST_CASE("controls are escaped, and other characters are not")
{
    std::string out;
    CastWriter writer(CastVersion::v3);
    writer.output(CastTime(0), std::string_view("\x1b[m\0\b\f\n\r\t\"\\/\x7f\xc3\xa9", 15), out);

    CHECK(out == "[0,\"o\",\"\\u001b[m\\u0000\\b\\f\\n\\r\\t\\\"\\\\/\x7f\xc3\xa9\"]\n");
}

TEST_CASE("a character split between two events is written with the second")
{
    std::string out;
    CastWriter writer(CastVersion::v3);
    writer.output(CastTime(0), "a\xf0\x9f", out);
    writer.output(CastTime(1'000'000), "\x98", out);
    writer.output(CastTime(2'000'000), "\x80z", out);
    writer.finish(out);

    CHECK(out == "[0,\"o\",\"a\"]\n[2,\"o\",\"\xf0\x9f\x98\x80z\"]\n");
}

TEST_CASE("invalid UTF-8 becomes U+FFFD, and so does a character that is never completed")
{
    std::string out;
    CastWriter writer(CastVersion::v3);
    writer.output(CastTime(0),
                  "a\xff\x80"
                  "b\xc3",
                  out);
    writer.output(CastTime(0), "c\xe4\xb8", out);
    writer.finish(out);

    CHECK(out == "[0,\"o\",\"a\xef\xbf\xbd\xef\xbf\xbd"
                 "b\"]\n[0,\"o\",\"\xef\xbf\xbd"
                 "c\"]\n[0,\"o\",\"\xef\xbf\xbd\"]\n");
}
