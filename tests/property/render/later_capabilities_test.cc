#include "common/render/painter.h"
#include "common/terminal/terminal.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {
constexpr Size SIZE{.rows = 4, .columns = 20};
}

TEST_CASE("a terminal that turns out to support clusters is sent them unchanged, including those already shown")
{
    Terminal session(SIZE);
    session.feed("1\ufe0f\u20e3 and 1\ufe0f\u20e3text\r\nplain\r\n\U0001f44b\U0001f3fdhand");
    Capabilities capabilities = Capabilities::full();
    capabilities.grapheme_clusters = false;
    Painter painter(capabilities);
    Terminal outer(SIZE);
    outer.feed(painter.begin(SIZE));
    outer.feed(painter.paint(session.screen()));

    capabilities.grapheme_clusters = true;
    painter.set_capabilities(capabilities);
    const std::string bytes = painter.paint(session.screen());
    outer.feed(bytes);

    CHECK(outer.screen().text() == session.screen().text());
    CHECK(bytes.find("plain") == std::string::npos);
    CHECK(bytes.find("hand") != std::string::npos);
    CHECK(painter.paint(session.screen()).find("text") == std::string::npos);
}
