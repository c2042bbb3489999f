#include "common/render/capabilities.h"

namespace cleat {

Capabilities Capabilities::full()
{
    return {
        .colours = ColourDepth::truecolour,
        .background_erase = true,
        .erase_characters = true,
        .scroll_regions = true,
        .faint = true,
        .italic = true,
        .conceal = true,
        .strike = true,
        .overline = true,
        .underline_styles = true,
        .underline_colour = true,
        .hyperlinks = true,
        .line_sizes = true,
        .narrow_ambiguous = true,
        .grapheme_clusters = true,
        .synchronised_output = true,
        .cursor_visibility = true,
        .cursor_shape = true,
        .title = true,
        .title_stack = true,
        .palette = true,
        .mouse = true,
        .focus_reports = true,
        .alternate_scroll = true,
        .bracketed_paste = true,
        .kitty_keyboard = true,
        .modify_other_keys = true,
        .settings_queries = true,
        .enter_alternate = "\x1b[?1049h",
        .leave_alternate = "\x1b[?1049l",
    };
}

Capabilities Capabilities::ansi()
{
    return {.colours = ColourDepth::eight};
}

} // namespace cleat
