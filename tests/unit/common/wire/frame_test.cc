#include "common/wire/frame.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

namespace {

std::string frame_of(std::string_view body)
{
    std::string out;
    const std::size_t begin = begin_frame(out);
    out += body;
    end_frame(out, begin);
    return out;
}

} // namespace

TEST_CASE("frames are reassembled however the stream is cut")
{
    const std::string stream = frame_of("one") + frame_of(std::string(300, 'x')) + frame_of("three");
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        FrameReader reader(1'000);
        std::vector<std::string> bodies;
        for (const std::string& part : {stream.substr(0, cut), stream.substr(cut)}) {
            reader.feed(part);
            for (auto body = reader.next(); body && *body; body = reader.next()) bodies.emplace_back(**body);
        }
        REQUIRE(bodies == std::vector<std::string>{"one", std::string(300, 'x'), "three"});
    }
}

TEST_CASE("an invalid length is an error before any of the body arrives")
{
    FrameReader reader(1'000);
    reader.feed({"\xff\xff\xff\xff", 4});

    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("text in place of the first frame is quoted in the error")
{
    const auto error_for = [](const std::string& stream) {
        FrameReader reader(1'000);
        reader.feed(stream);
        for (;;) {
            const auto body = reader.next();
            if (!body) return body.error();
            REQUIRE(body->has_value());
        }
    };

    CHECK(error_for("Welcome to this host\r\n" + frame_of("one")).message() ==
          "not the cleat protocol: \"Welcome to this host\"");
    CHECK(error_for("\n\nHTTP/1.1 400").message() == "not the cleat protocol: \"HTTP/1.1 400\"");
    for (const std::string few : {"\n\n\n", " ", "\xc3\xa4\n", "\xc4rger\n", "\t"}) { // followed by frames
        INFO(few);
        CHECK(error_for(few + frame_of("one") + frame_of("two")).message().find("not the cleat protocol") == 0);
    }
    CHECK(error_for("Welcome").code() == ErrorCode::lost);
    CHECK(error_for(std::string(10'000, 'x')).message().size() < 200);
    CHECK(error_for(frame_of("one") + "Welcome").code() == ErrorCode::invalid);
    CHECK(error_for("\xff\xff\xff\xff").code() == ErrorCode::invalid);
}

TEST_CASE("an empty frame is an error")
{
    FrameReader reader(1'000);
    reader.feed({"\0\0\0\0", 4});

    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("longer frames can be allowed later")
{
    FrameReader reader(10);
    reader.allow(100);
    reader.feed(frame_of(std::string(50, 'x')));

    const auto body = reader.next();

    REQUIRE(body.has_value());
    CHECK((*body)->size() == 50);
}
