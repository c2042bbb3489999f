#include "client/keys/mouse_report.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

constexpr Size SCREEN{.rows = 100, .columns = 400};
constexpr WindowPosition WINDOW{.row = 10, .column = 200, .size = {.rows = 24, .columns = 80}};

std::optional<std::string> moved(std::string_view report, MouseEncoding encoding, WindowPosition window = WINDOW)
{
    return move_mouse_report(report, encoding, window, SCREEN);
}

} // namespace

TEST_CASE("a mouse report is translated by the window's position in every encoding")
{
    CHECK(moved("\x1b[<0;5;6M", MouseEncoding::sgr) == "\x1b[<0;205;16M");
    CHECK(moved("\x1b[<64;1;1m", MouseEncoding::sgr_pixels) == "\x1b[<64;201;11m");
    CHECK(moved("\x1b[32;5;6M", MouseEncoding::urxvt) == "\x1b[32;205;16M");
    CHECK(moved("\x1b[M %&", MouseEncoding::standard) == "\x1b[M \xed\x30");
    CHECK(moved("\x1b[M %&", MouseEncoding::utf8) == "\x1b[M \u00ed0");
}

TEST_CASE("a mouse report outside the window or the session's screen is dropped")
{
    const WindowPosition larger{.row = 0, .column = 0, .size = {.rows = 200, .columns = 500}};
    CHECK(moved("\x1b[<0;401;1M", MouseEncoding::sgr, larger) == std::nullopt);
    CHECK(moved("\x1b[<0;1;101M", MouseEncoding::sgr, larger) == std::nullopt);
    CHECK(moved("\x1b[<0;400;100M", MouseEncoding::sgr, larger) == "\x1b[<0;400;100M");
    CHECK(moved("\x1b[<0;1;25M", MouseEncoding::sgr) == std::nullopt); // below the window: the client's own line
    CHECK(moved("\x1b[<0;0;1M", MouseEncoding::sgr) == std::nullopt);
}

TEST_CASE("a mouse report that is malformed, or whose encoding cannot express the position, is dropped")
{
    CHECK(moved("\x1b[M \x40\x21", MouseEncoding::standard) == std::nullopt); // column 232
    CHECK(moved("\x1b[M \x40\x21", MouseEncoding::utf8) == "\x1b[M \u0108+");
    CHECK(moved("\x1b[M ", MouseEncoding::standard) == std::nullopt);
    CHECK(moved("\x1b[0;1M", MouseEncoding::urxvt) == std::nullopt);
}
