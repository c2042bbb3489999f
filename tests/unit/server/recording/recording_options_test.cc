#include "server/recording/recording_options.h"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace cleat;

TEST_CASE("placeholders in a recording's path are replaced")
{
    ::setenv("TZ", "UTC", 1);
    const auto resolved = resolve_recording_options({.path = "/r/{name}-{time}.cast"}, "work", 1'000'000'000);

    REQUIRE(resolved.has_value());
    CHECK(resolved->path == "/r/work-20010909-014640.cast");
}

TEST_CASE("a recording with the suffix of a compressed one is compressed")
{
    CHECK(resolve_recording_options({.path = "/r/a.cast.zst"}, "work", 0)->compress);
    CHECK(resolve_recording_options({.path = "/r/a.cast", .compress = true}, "work", 0)->compress);
    CHECK_FALSE(resolve_recording_options({.path = "/r/a.cast"}, "work", 0)->compress);
}

TEST_CASE("an invalid request is refused with the reason")
{
    const auto code = [](const RecordingOptions& wish) {
        return resolve_recording_options(wish, "work", 0).error().code();
    };

    CHECK(code({.path = "x.cast"}) == ErrorCode::invalid);
    CHECK(code({.path = ""}) == ErrorCode::invalid);
    CHECK(code({.path = "/r/{user}.cast"}) == ErrorCode::invalid);
    CHECK(code({.path = std::string("/r/\0x", 5)}) == ErrorCode::invalid);
    CHECK(code({.path = "/x", .rotate_bytes = 100}) == ErrorCode::invalid);
    CHECK(code({.path = "/x", .rotate_ms = 10}) == ErrorCode::invalid);
    CHECK(resolve_recording_options({.path = "/x", .rotate_bytes = 65'536, .rotate_ms = 1'000}, "work", 0).has_value());
}
