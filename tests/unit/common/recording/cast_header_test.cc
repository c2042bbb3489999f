#include "common/recording/cast_header.h"

#include "common/event/work_clock.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a v2 header as asciinema writes it is read")
{
    const auto header = parse_cast_header(
        R"({"version": 2, "width": 100, "height": 30, "timestamp": 1509091818, "idle_time_limit": 2.5, "title": "T",)"
        R"( "env": {"SHELL": "/bin/sh", "TERM": "xterm-256color"}, "theme": {"fg": "#d0d0d0", "bg": "#212121",)"
        R"( "palette": "#000000:#ffffff"}, "new": [1]})");

    REQUIRE(header.has_value());
    CHECK(header->version == CastVersion::v2);
    CHECK(header->size == Size{.rows = 30, .columns = 100});
    CHECK(header->timestamp == 1509091818);
    CHECK(header->idle_limit == CastTime(2'500'000));
    CHECK(header->title == "T");
    CHECK(header->terminal_type == "xterm-256color");
    CHECK(header->environment.at("SHELL") == "/bin/sh");
    CHECK(header->theme == CastTheme{"#d0d0d0", "#212121", "#000000:#ffffff"});
}

TEST_CASE("a v3 header as asciinema writes it is read")
{
    const auto header = parse_cast_header(
        R"({"version":3,"term":{"cols":80,"rows":24,"type":"xterm","version":"x 1","theme":{"fg":"#d0d0d0",)"
        R"("bg":"#212121","palette":"#151515"}},"timestamp":1504467315,"command":"vim","env":{"SHELL":"/bin/zsh"}})");

    REQUIRE(header.has_value());
    CHECK(header->version == CastVersion::v3);
    CHECK(header->size == Size{.rows = 24, .columns = 80});
    CHECK(header->terminal_type == "xterm");
    CHECK(header->command == "vim");
    CHECK(header->theme == CastTheme{"#d0d0d0", "#212121", "#151515"});
}

TEST_CASE("a size of less than one becomes the default")
{
    const auto size_in = [](const std::string& line) { return parse_cast_header(line).value().size; };

    CHECK(size_in(R"({"version":2,"width":0,"height":0})") == Size{.rows = 24, .columns = 80});
    CHECK(size_in(R"({"version":2,"width":0,"height":30})") == Size{.rows = 30, .columns = 80});
    CHECK(size_in(R"({"version":2,"width":-7,"height":0.5})") == Size{.rows = 24, .columns = 80});
    CHECK(size_in(R"({"version":3,"term":{"cols":0,"rows":0}})") == Size{.rows = 24, .columns = 80});
    CHECK(size_in(R"({"version":3,"term":{"cols":1,"rows":1}})") == Size{.rows = 1, .columns = 1});
}

TEST_CASE("a written header is read back unchanged, in either version")
{
    for (const auto version : {CastVersion::v2, CastVersion::v3}) {
        CastHeader header;
        header.version = version;
        header.size = {.rows = 7, .columns = 33};
        header.terminal_type = "foot";
        header.timestamp = -5;
        header.idle_limit = CastTime(1'500'000);
        header.title = "a \"title\"\n";
        header.command = "sh -c 'x'";
        header.environment = {{"SHELL", "/bin/sh"}};
        if (version == CastVersion::v2) header.environment["TERM"] = "foot";
        header.theme = CastTheme{"#111111", "#222222", "#333333:#444444"};

        const auto line = cast_header_line(header);
        CHECK(line.ends_with("}\n"));
        const auto again = parse_cast_header(line);

        REQUIRE(again.has_value());
        CHECK(*again == header);
    }
}

TEST_CASE("members of the wrong type are ignored, and invalid sizes become valid")
{
    const auto header = parse_cast_header(
        R"({"version": 2, "width": 0, "height": 1e99, "timestamp": "now", "env": [], "title": 5, "idle_time_limit": -1})");

    REQUIRE(header.has_value());
    CHECK(header->size == Size{.rows = MAX_SIDE, .columns = 80});
    CHECK_FALSE(header->timestamp.has_value());
    CHECK_FALSE(header->idle_limit.has_value());
    CHECK(header->title.empty());
    CHECK(is_valid(parse_cast_header(R"({"version":3,"term":{"cols":1000,"rows":1000}})")->size));
    CHECK(parse_cast_header(R"({"version":3})")->size == Size());
}

TEST_CASE("a line that is not a v2 or v3 header is refused")
{
    for (const auto* const line : {"", "{", "[]", "{}", R"({"version":1})", R"({"version":"2"})", R"({"version":4})"})
        CHECK_FALSE(parse_cast_header(line).has_value());
}

TEST_CASE("deeply nested members of a header are skipped, and a header that is too long is refused")
{
    const std::string begin = "{\"version\":3,\"title\":\"t\",\"other\":";
    const auto deep = begin + std::string(400'000, '[') + std::string(400'000, ']') + '}';
    const auto header = parse_cast_header(deep);
    REQUIRE(header.has_value());
    CHECK(header->title == "t");

    CHECK_FALSE(parse_cast_header(begin + '"' + std::string(LONGEST_CAST_HEADER, 'x') + "\"}").has_value());
}

TEST_CASE("parsing a header takes time proportional to its length, whatever it contains")
{
    for (const std::string filling : {"{},", "[],", "[{}],", "0,"}) {
        CAPTURE(filling);
        std::string line = "{\"version\":3,\"other\":[";
        while (line.size() < LONGEST_CAST_HEADER - 100) line += filling;
        line += "0],\"title\":\"t\"}";
        const auto began = WorkClock::now();
        const auto header = parse_cast_header(line);
        CHECK(WorkClock::now() - began < std::chrono::seconds(2));
        REQUIRE(header.has_value());
        CHECK(header->title == "t");
    }
}
