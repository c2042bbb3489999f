#include "common/export/picture.h"
#include "common/export/runs.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace cleat {

namespace {

// In SVG user units, which are pixels unless the picture is scaled.
constexpr double FONT = 14;
constexpr double WIDTH = 8.43; // of DejaVu Sans Mono; others are close to it
constexpr double HEIGHT = 17;
constexpr double BASELINE = 13;
constexpr double MARGIN = 8;

std::string number(double value)
{
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%.2f", value);
    std::string text(out.data());
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string attribute(const char* name, const std::string& value)
{
    return std::string(" ") + name + "=\"" + value + '"';
}

std::string rectangle(double x, double y, double width, double height, Rgb colour)
{
    return "<rect" + attribute("x", number(x)) + attribute("y", number(y)) + attribute("width", number(width)) +
           attribute("height", number(height)) + attribute("fill", css(colour)) + "/>\n";
}

std::string line(double x, double y, double width, Rgb colour, const char* dashes)
{
    std::string out = "<path d=\"M" + number(x) + ' ' + number(y) + 'h' + number(width) + '"' +
                      attribute("stroke", css(colour)) + attribute("fill", "none");
    if (dashes != nullptr) out += attribute("stroke-dasharray", dashes);
    return out + "/>\n";
}

std::string wave(double x, double y, double width, Rgb colour)
{
    std::string path = "M" + number(x) + ' ' + number(y);
    const int waves = static_cast<int>(std::lround(width / WIDTH)) * 2;
    for (int i = 0; i < waves; ++i) {
        const double step = width / waves;
        path += 'q' + number(step / 2) + ' ' + (i % 2 == 0 ? "-2" : "2") + ' ' + number(step) + " 0";
    }
    return "<path" + attribute("d", path) + attribute("stroke", css(colour)) + attribute("fill", "none") + "/>\n";
}

std::string underline(const Run& run, double x, double y, double width)
{
    const Rgb colour = run.look.line;
    const double at = y + HEIGHT - 1.5;
    switch (run.look.underline) {
    case Underline::none: return {};
    case Underline::single: return line(x, at, width, colour, nullptr);
    case Underline::twice: return line(x, at - 2, width, colour, nullptr) + line(x, at, width, colour, nullptr);
    case Underline::curly: return wave(x, at, width, colour);
    case Underline::dotted: return line(x, at, width, colour, "1 2");
    case Underline::dashed: return line(x, at, width, colour, "4 2");
    }
    return {};
}

/// One word, positioned separately so that differences in the font's widths do not add up.
std::string word(const std::string& text, const Look& look, double x, double y)
{
    std::string out = "<text" + attribute("x", number(x)) + attribute("y", number(y + BASELINE)) +
                      attribute("fill", css(look.foreground));
    if (look.bold) out += attribute("font-weight", "bold");
    if (look.italic) out += attribute("font-style", "italic");
    return out + '>' + escaped(text) + "</text>\n";
}

std::string words(const Run& run, double x, double y)
{
    if (run.is_one) return word(run.text, run.look, x, y);
    std::string out;
    for (std::size_t begin = run.text.find_first_not_of(' '); begin != std::string::npos;) {
        const auto end = std::min(run.text.find(' ', begin), run.text.size());
        out += word(run.text.substr(begin, end - begin), run.look, x + static_cast<double>(begin) * WIDTH, y);
        begin = run.text.find_first_not_of(' ', end);
    }
    return out;
}

std::string run_svg(const Run& run, double y)
{
    const double x = MARGIN + run.column * WIDTH;
    const double width = run.columns * WIDTH;
    std::string out;
    if (!run.look.concealed) out += words(run, x, y) + underline(run, x, y, width);
    if (run.look.strike) out += line(x, y + HEIGHT * 0.55, width, run.look.foreground, nullptr);
    if (run.look.overline) out += line(x, y + 0.5, width, run.look.foreground, nullptr);
    if (run.look.link.empty() || out.empty()) return out;
    return "<a" + attribute("href", escaped(run.look.link)) + attribute("xlink:href", escaped(run.look.link)) + ">\n" +
           out + "</a>\n";
}

/// Scales a double-width row to twice its width, and a double-height row also to twice its height, of which the upper
/// or lower half is shown.
std::string doubled(const std::string& svg, LineSize size, int row)
{
    if (size == LineSize::normal || svg.empty()) return svg;
    const double top = MARGIN + row * HEIGHT;
    const bool high = size != LineSize::double_width;
    const double from = size == LineSize::double_bottom ? top + HEIGHT / 2 : top;
    const std::string clip = "line" + std::to_string(row);
    return "<clipPath" + attribute("id", clip) + "><rect x=\"0\"" + attribute("y", number(top)) +
           attribute("width", "100%") + attribute("height", number(HEIGHT)) + "/></clipPath>\n<g" +
           attribute("clip-path", "url(#" + clip + ")") + "><g" +
           attribute("transform", "translate(" + number(MARGIN) + ' ' + number(top) + ") scale(2 " +
                                      (high ? "2" : "1") + ") translate(-" + number(MARGIN) + " -" + number(from) +
                                      ')') +
           ">\n" + svg + "</g></g>\n";
}

std::string cursor_svg(const Screen& screen, const Colours& colours)
{
    const Cursor& cursor = screen.cursor;
    if (!cursor.visible) return {};
    const double x = MARGIN + cursor.column * WIDTH;
    const double y = MARGIN + cursor.row * HEIGHT;
    const Row& row = *screen.rows()[static_cast<std::size_t>(cursor.row)];
    const Cell& cell = row.cells[static_cast<std::size_t>(cursor.column)];
    const double width = (cell.width() == 2 ? 2 : 1) * WIDTH;
    if (cursor.shape == CursorShape::bar) return rectangle(x, y, 1.5, HEIGHT, colours.cursor());
    if (cursor.shape == CursorShape::underline) return rectangle(x, y + HEIGHT - 2, width, 2, colours.cursor());
    auto look = look_of(row, cell, colours, screen.modes.reverse_screen);
    look.foreground = look.background;
    std::string text;
    row.append_text(cell, text);
    return rectangle(x, y, width, HEIGHT, colours.cursor()) +
           (text.empty() || text == " " ? std::string() : word(text, look, x, y));
}

} // namespace

std::string svg_of(const Screen& screen, const std::optional<CastTheme>& theme, const std::string& title)
{
    const Colours colours(theme, screen.palette);
    const bool reverse = screen.modes.reverse_screen;
    const std::string width = number(screen.size.columns * WIDTH + 2 * MARGIN);
    const std::string height = number(screen.size.rows * HEIGHT + 2 * MARGIN);
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
                      "xmlns:xlink=\"http://www.w3.org/1999/xlink\"" +
                      attribute("width", width) + attribute("height", height) +
                      attribute("viewBox", "0 0 " + width + ' ' + height) +
                      attribute("font-family", "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace") +
                      attribute("font-size", number(FONT)) + attribute("xml:space", "preserve") + ">\n";
    if (!title.empty()) out += "<title>" + escaped(title) + "</title>\n";
    const Rgb ground = reverse ? colours.foreground() : colours.background();
    out += "<rect width=\"100%\" height=\"100%\"" + attribute("fill", css(ground)) + "/>\n";
    std::string grounds;
    std::string glyphs;
    LinkRoom links;
    for (int i = 0; i < screen.size.rows; ++i) {
        const Row& row = *screen.rows()[static_cast<std::size_t>(i)];
        const double y = MARGIN + i * HEIGHT;
        std::string row_grounds;
        std::string row_glyphs;
        for (const auto& run : runs_of(row, colours, reverse, links)) {
            if (!(run.look.background == ground))
                row_grounds +=
                    rectangle(MARGIN + run.column * WIDTH, y, run.columns * WIDTH, HEIGHT, run.look.background);
            row_glyphs += run_svg(run, y);
        }
        if (row.line_size == LineSize::normal) {
            grounds += row_grounds;
            glyphs += row_glyphs;
        } else {
            glyphs += doubled(row_grounds + row_glyphs, row.line_size, i);
        }
    }
    out += "<g shape-rendering=\"crispEdges\">\n" + grounds + "</g>\n" + glyphs;
    return out + cursor_svg(screen, colours) + "</svg>\n";
}

} // namespace cleat
