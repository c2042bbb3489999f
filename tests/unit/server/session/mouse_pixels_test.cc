#include "server/session/mouse_pixels.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a mouse report in pixels tells the middle of the cell")
{
    const CellPixels cell{.width = 8, .height = 16};

    CHECK(in_pixels("\x1b[<0;1;1M", cell) == "\x1b[<0;5;9M");
    CHECK(in_pixels("\x1b[<35;3;4m", cell) == "\x1b[<35;21;57m");
    CHECK(in_pixels("\x1b[<0;1;1M", {.width = 7, .height = 1}) == "\x1b[<0;4;1M");
    CHECK(in_pixels("\x1b[<0;3;4M", {}) == "\x1b[<0;3;4M");
}

TEST_CASE("what is no mouse report of mode 1006 stays as it is")
{
    for (const std::string report :
         {"", "x", "\x1b[<", "\x1b[<M", "\x1b[<0;1M", "\x1b[<0;1;1;1M", "\x1b[<0;0;1M", "\x1b[<0;1;-1M",
          "\x1b[<0;1;99999999999M", "\x1b[<0;1;1x", "\x1b[M !!", "\x1b[32;3;4M"})
        CHECK(in_pixels(report, {.width = 8, .height = 16}) == report);
}
