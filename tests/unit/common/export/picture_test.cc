#include "common/export/picture.h"

#include "common/export/runs.h"

#include "common/terminal/terminal.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

Screen screen_of(std::string_view bytes, Size size = {.rows = 3, .columns = 20})
{
    Terminal terminal(size);
    terminal.feed(bytes);
    return terminal.screen();
}

std::string svg(std::string_view bytes)
{
    return svg_of(screen_of(bytes), std::nullopt, "");
}

std::string html(std::string_view bytes)
{
    return html_of(screen_of(bytes), std::nullopt, "");
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("pictures have colours, bold and italic text")
{
    CHECK(has(svg("\x1b[31mred"), "fill=\"#cd0000\">red</text>"));
    CHECK(has(svg("\x1b[38;2;1;2;3mrgb"), "fill=\"#010203\">rgb</text>"));
    CHECK(has(svg("\x1b[42mgreen"), "<rect x=\"8\" y=\"8\" width=\"42.15\" height=\"17\" fill=\"#00cd00\"/>"));
    CHECK(has(svg("\x1b[7mback"), "fill=\"#000000\">back</text>"));
    CHECK(has(svg("\x1b[1;3mboth"), "font-weight=\"bold\" font-style=\"italic\">both</text>"));
    CHECK(has(html("\x1b[1;34mblue"), "<span style=\"color:#0000ee;font-weight:bold;\">blue</span>"));
}

TEST_CASE("pictures have all kinds of underlines and other lines")
{
    CHECK(has(svg("\x1b[4mx"), "<path d=\"M8 23.5h8.43\""));
    CHECK(has(svg("\x1b[4:3;58;2;9;9;9mx"), "stroke=\"#090909\""));
    CHECK(has(svg("\x1b[4:4mx"), "stroke-dasharray=\"1 2\""));
    CHECK(has(svg("\x1b[4:5mx"), "stroke-dasharray=\"4 2\""));
    CHECK(has(svg("\x1b[9mx"), "<path d=\"M8 17.35h8.43\""));
    CHECK(has(html("\x1b[4:3mx"), "text-decoration-style:wavy;"));
    CHECK(has(html("\x1b[9;53mx"), "text-decoration-line:line-through overline;"));
}

TEST_CASE("words and non-ASCII glyphs are placed at their cells")
{
    const auto picture = svg("a \xe4\xb8\xad\xe6\x96\x87 b");

    CHECK(has(picture, "<text x=\"24.86\" y=\"21\" fill=\"#e5e5e5\">\xe4\xb8\xad</text>"));
    CHECK(has(picture, "<text x=\"41.72\" y=\"21\" fill=\"#e5e5e5\">\xe6\x96\x87</text>"));
    CHECK(has(picture, "<text x=\"67.01\" y=\"21\" fill=\"#e5e5e5\">b</text>"));
    CHECK(has(html("\xe4\xb8\xad"), "width:2ch;\">\xe4\xb8\xad</span>"));
}

TEST_CASE("a program's output is never markup")
{
    CHECK(has(svg("<b>&\"'"), ">&lt;b&gt;&amp;&quot;&#39;</text>"));
    CHECK(has(html("<script>"), "&lt;script&gt;"));
    CHECK(has(html_of(screen_of(""), std::nullopt, "</title>"), "<title>&lt;/title&gt;</title>"));
}

TEST_CASE("only links to safe schemes are kept")
{
    CHECK(has(svg("\x1b]8;;https://example.org/?a&b\x1b\\link"), "<a href=\"https://example.org/?a&amp;b\""));
    CHECK(has(html("\x1b]8;;https://example.org/\x1b\\link"), "<a href=\"https://example.org/\""));
    CHECK_FALSE(has(svg("\x1b]8;;javascript:alert(1)\x1b\\link"), "<a "));
    CHECK_FALSE(has(html("\x1b]8;;javascript:alert(1)\x1b\\link"), "<a "));
}

TEST_CASE("the size of a link that is repeated for every cell is bounded")
{
    const std::string link = "https://example.org/" + std::string(2'000, 'x');
    std::string bytes = "\x1b]8;;" + link + "\x1b\\";
    for (int i = 0; i < 40'000; ++i) bytes += "\x1b[1mx\x1b[mx";
    const Screen screen = screen_of(bytes, {.rows = 80, .columns = 1'000});
    const auto most = 3 * LinkRoom::LIMIT; // written twice in SVG, plus the markup around it

    const auto drawn = svg_of(screen, std::nullopt, "");
    CHECK(has(drawn, link));
    CHECK(drawn.size() < most);
    const auto page = html_of(screen, std::nullopt, "");
    CHECK(has(page, link));
    CHECK(page.size() < most);
}

TEST_CASE("concealed text is not in the picture")
{
    CHECK_FALSE(has(svg("\x1b[8msecret"), "secret"));
}

TEST_CASE("the cursor is drawn at its position unless it is hidden")
{
    CHECK(has(svg("ab\r"),
              "<rect x=\"8\" y=\"8\" width=\"8.43\" height=\"17\" fill=\"#e5e5e5\"/>\n<text x=\"8\" y=\"21\" "
              "fill=\"#000000\">a</text>"));
    CHECK(has(svg("\x1b[6 q"), "<rect x=\"8\" y=\"8\" width=\"1.5\""));
    CHECK_FALSE(has(svg("\x1b[?25l"), "<rect x=\"8\""));
}

TEST_CASE("an invalid colour in a theme is ignored")
{
    const auto of_theme = [](const std::string& foreground) {
        return svg_of(screen_of("plain"), CastTheme{.foreground = foreground, .background = {}, .palette = {}}, "");
    };

    const auto plain = svg_of(screen_of("plain"), std::nullopt, "");
    CHECK(of_theme("#AbCdEf") != plain);
    for (const std::string odd :
         {"", "#", "abcdef", "#abcde", "#abcdef0", "#+1+2+3", "# 1 2 3", "#-1-2-3", "#0x1234", "#1234g6"})
        CHECK(of_theme(odd) == plain);
}

TEST_CASE("a theme and redefined colours are applied")
{
    const CastTheme theme{.foreground = "#111111", .background = "#eeeeee", .palette = "#000001:#000002"};
    const auto picture = svg_of(screen_of("plain \x1b[31mone \x1b]4;2;#abcdef\x1b\\\x1b[32mtwo"), theme, "");

    CHECK(has(picture, "fill=\"#111111\">plain</text>"));
    CHECK(has(picture, "fill=\"#000002\">one</text>"));
    CHECK(has(picture, "fill=\"#abcdef\">two</text>"));
    CHECK(has(picture, "height=\"100%\" fill=\"#eeeeee\""));
}
