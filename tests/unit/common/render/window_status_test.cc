#include "common/render/window_status.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("the line under a window says which part of the session it shows")
{
    const WindowStatus status{.session = "work", .hint = "C-\\ arrows move"};
    const Size window{.rows = 23, .columns = 80};

    CHECK(status_text(status, {.rows = 50, .columns = 200}, window, {.row = 10, .column = 0}) ==
          " work 200x50, rows 11-33, columns 1-80   C-\\ arrows move ");
    CHECK(status_text(status, {.rows = 10, .columns = 200}, window, {.row = 0, .column = 150}) ==
          " work 200x10, columns 151-200   C-\\ arrows move ");
    CHECK(status_text(status, {.rows = 10, .columns = 20}, window, {}) == " work 20x10   C-\\ arrows move ");
}
