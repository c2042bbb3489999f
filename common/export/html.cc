#include "common/export/picture.h"
#include "common/export/runs.h"

namespace cleat {

namespace {

std::string decoration(const Look& look)
{
    std::string lines;
    if (look.underline != Underline::none) lines += " underline";
    if (look.strike) lines += " line-through";
    if (look.overline) lines += " overline";
    if (lines.empty()) return {};
    std::string out = "text-decoration-line:" + lines.substr(1) + ';';
    switch (look.underline) {
    case Underline::none:
    case Underline::single: break;
    case Underline::twice: out += "text-decoration-style:double;"; break;
    case Underline::curly: out += "text-decoration-style:wavy;"; break;
    case Underline::dotted: out += "text-decoration-style:dotted;"; break;
    case Underline::dashed: out += "text-decoration-style:dashed;"; break;
    }
    if (!(look.line == look.foreground)) out += "text-decoration-color:" + css(look.line) + ';';
    return out;
}

std::string style_of(const Look& look, const Colours& colours)
{
    std::string out;
    if (!(look.foreground == colours.foreground())) out += "color:" + css(look.foreground) + ';';
    if (!(look.background == colours.background())) out += "background:" + css(look.background) + ';';
    if (look.bold) out += "font-weight:bold;";
    if (look.italic) out += "font-style:italic;";
    if (look.concealed) out += "visibility:hidden;";
    return out + decoration(look);
}

std::string run_html(const Run& run, const Colours& colours)
{
    std::string style = style_of(run.look, colours);
    // A glyph whose width differs in the font must not shift what follows it.
    if (run.is_one)
        style += "display:inline-block;overflow:hidden;vertical-align:top;width:" + std::to_string(run.columns) + "ch;";
    const auto text = escaped(run.text);
    const auto& link = run.look.link;
    if (!link.empty()) return "<a href=\"" + escaped(link) + "\" style=\"" + style + "\">" + text + "</a>";
    return style.empty() ? text : "<span style=\"" + style + "\">" + text + "</span>";
}

/// One row; the cell under the cursor is a separate element drawn as the cursor.
std::string row_html(const Screen& screen, int index, const Colours& colours, LinkRoom& links)
{
    const Cursor& cursor = screen.cursor;
    const bool has_cursor = cursor.visible && cursor.row == index;
    std::string out;
    const Row& row = *screen.rows()[static_cast<std::size_t>(index)];
    for (auto& run : runs_of(row, colours, screen.modes.reverse_screen, links)) {
        const int at = cursor.column - run.column;
        if (!has_cursor || at < 0 || at >= run.columns) {
            out += run_html(run, colours);
            continue;
        }
        const auto cut = run.is_one ? 0 : static_cast<std::size_t>(at);
        const auto length = run.is_one ? run.text.size() : 1;
        Run before = run;
        Run under = run;
        Run after = run;
        before.text = run.text.substr(0, cut);
        under.text = run.text.substr(cut, length);
        after.text = run.text.substr(cut + length);
        if (cursor.shape == CursorShape::underline) {
            under.look.underline = Underline::single;
            under.look.line = colours.cursor();
        } else {
            under.look.foreground = run.look.background;
            under.look.background = colours.cursor();
        }
        if (!before.text.empty()) out += run_html(before, colours);
        out += run_html(under, colours);
        if (!after.text.empty()) out += run_html(after, colours);
    }
    return out;
}

} // namespace

std::string html_of(const Screen& screen, const std::optional<CastTheme>& theme, const std::string& title)
{
    const Colours colours(theme, screen.palette);
    std::string out = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n<title>" + escaped(title) +
                      "</title></head>\n<body style=\"background:" + css(colours.background()) +
                      "\">\n<pre style=\"color:" + css(colours.foreground()) +
                      ";background:" + css(colours.background()) +
                      ";font-family:DejaVu Sans Mono,Menlo,Consolas,monospace;line-height:1.2\">\n";
    LinkRoom links;
    for (int row = 0; row < screen.size.rows; ++row) out += row_html(screen, row, colours, links) + '\n';
    return out + "</pre></body></html>\n";
}

} // namespace cleat
