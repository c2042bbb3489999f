#include "common/terminal/terminal.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;

namespace {

Terminal terminal_of(std::string_view bytes, Size size = {.rows = 4, .columns = 10})
{
    Terminal terminal(size);
    terminal.feed(bytes);
    return terminal;
}

} // namespace

TEST_CASE("text appears where the cursor is")
{
    auto terminal = terminal_of("hello\r\n  world");

    CHECK(terminal.screen().text() == "hello\n  world\n\n\n");
    CHECK(terminal.screen().cursor == Cursor{.row = 1, .column = 7});
}
