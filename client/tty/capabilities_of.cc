#include "client/tty/capabilities_of.h"

#include "client/tty/terminfo.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace cleat {

namespace {

using Names = std::initializer_list<std::string_view>;

bool starts_with_any(std::string_view text, Names beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(), [&](auto b) { return text.starts_with(b); });
}

bool is_any(std::string_view text, Names names)
{
    return std::find(names.begin(), names.end(), text) != names.end();
}

bool is_multiplexer(const TerminalEnvironment& environment)
{
    return starts_with_any(environment.term, {"screen", "tmux"});
}

/// Terminals that have truecolour, hyperlinks and underline styles.
bool is_modern(const TerminalEnvironment& environment)
{
    if (is_multiplexer(environment)) return false;
    return starts_with_any(environment.term, {"xterm-kitty", "xterm-ghostty", "ghostty", "alacritty", "foot", "wezterm",
                                              "contour", "rio", "vte", "iterm"}) ||
           is_any(environment.program, {"iTerm.app", "WezTerm", "ghostty", "vscode", "rio", "contour", "mintty"}) ||
           environment.vte_version >= 5'200;
}

bool has_kitty_keyboard(const TerminalEnvironment& environment)
{
    return starts_with_any(environment.term, {"xterm-kitty", "xterm-ghostty", "ghostty", "foot", "rio"}) ||
           (!is_multiplexer(environment) && is_any(environment.program, {"ghostty", "rio"}));
}

/// Only terminals that know modifyOtherKeys: a terminal that treats its control sequence as SGR would underline
/// everything.
bool has_modify_other_keys(const TerminalEnvironment& environment)
{
    if (is_multiplexer(environment)) return false;
    return environment.is_xterm || environment.term.starts_with("foot") ||
           is_any(environment.program, {"iTerm.app", "WezTerm", "mintty"});
}

bool has_synchronised_output(const TerminalEnvironment& environment)
{
    return starts_with_any(environment.term, {"xterm-kitty", "xterm-ghostty", "ghostty", "alacritty", "foot", "wezterm",
                                              "contour", "rio"}) ||
           (!is_multiplexer(environment) && is_any(environment.program, {"iTerm.app", "WezTerm", "ghostty", "mintty"}));
}

ColourDepth depth_of(int colours)
{
    if (colours >= 256) return ColourDepth::palette;
    if (colours >= 16) return ColourDepth::sixteen;
    return colours >= 8 ? ColourDepth::eight : ColourDepth::none;
}

bool has_truecolour(const TerminalEnvironment& environment)
{
    return is_any(environment.colour_term, {"truecolor", "24bit"}) || is_modern(environment);
}

/// Locales whose users may have made ambiguous characters wide.
bool is_east_asian(std::string_view locale)
{
    return starts_with_any(locale, {"zh", "ja", "ko"});
}

/// Leaves only the change of screens: the client saves and restores titles itself.
std::string without_titles(std::string sequence)
{
    for (const std::string_view title : {"\x1b[22;0;0t", "\x1b[23;0;0t"})
        if (const auto at = sequence.find(title); at != std::string::npos) sequence.erase(at, title.size());
    return sequence;
}

Capabilities from_terminfo(const Terminfo& entry)
{
    return {
        .colours = depth_of(entry.colours),
        .background_erase = entry.background_erase,
        .erase_characters = entry.erase_characters == "\x1b[%p1%dX",
        .scroll_regions = !entry.scroll_region.empty() && entry.scroll_forward == "\x1b[%p1%dS",
        .faint = entry.faint == "\x1b[2m",
        .italic = entry.italic == "\x1b[3m",
        .conceal = entry.conceal == "\x1b[8m",
        .strike = entry.strike == "\x1b[9m",
        .overline = entry.overline == "\x1b[53m",
        .underline_styles = entry.underline_styles,
        .underline_colour = !entry.underline_colour.empty(),
        .synchronised_output = entry.synchronised,
        .cursor_visibility = entry.hide_cursor.find("\x1b[?25l") != std::string::npos,
        .cursor_shape = !entry.cursor_style.empty(),
        .title = !entry.to_title.empty(),
        .mouse = !entry.mouse.empty(),
        .bracketed_paste = !entry.bracketed_paste.empty(),
        .enter_alternate = without_titles(entry.enter_alternate),
        .leave_alternate = without_titles(entry.leave_alternate),
    };
}

void add_xterm_capabilities(Capabilities& capabilities)
{
    capabilities.cursor_visibility = true;
    capabilities.hyperlinks = true;
    capabilities.title = true;
    capabilities.title_stack = true;
    capabilities.mouse = true;
    capabilities.focus_reports = true;
    capabilities.alternate_scroll = true;
    capabilities.bracketed_paste = true;
}

void add_modern_capabilities(Capabilities& capabilities)
{
    capabilities.colours = ColourDepth::truecolour;
    capabilities.erase_characters = true;
    capabilities.scroll_regions = true;
    capabilities.faint = true;
    capabilities.italic = true;
    capabilities.strike = true;
    capabilities.underline_styles = true;
    capabilities.underline_colour = true;
    capabilities.cursor_shape = true;
    if (!capabilities.alternate_screen()) {
        capabilities.enter_alternate = "\x1b[?1049h";
        capabilities.leave_alternate = "\x1b[?1049l";
    }
}

/// The capabilities of a terminal without a terminfo entry, judged by its name.
Capabilities without_terminfo(const TerminalEnvironment& environment)
{
    Capabilities capabilities = Capabilities::ansi();
    if (is_xterm_kind(environment)) {
        capabilities.enter_alternate = "\x1b[?1049h";
        capabilities.leave_alternate = "\x1b[?1049l";
    }
    if (environment.term.find("256color") != std::string::npos) capabilities.colours = ColourDepth::palette;
    return capabilities;
}

void add_environment_capabilities(Capabilities& capabilities, const TerminalEnvironment& environment)
{
    if (is_xterm_kind(environment)) {
        add_xterm_capabilities(capabilities);
        capabilities.palette = !is_multiplexer(environment);
        // GNU screen passes DCS unchanged to the outer terminal, and Terminal.app prints it.
        capabilities.settings_queries =
            !environment.term.starts_with("screen") && environment.program != "Apple_Terminal";
    }
    if (is_modern(environment)) add_modern_capabilities(capabilities);
    if (has_truecolour(environment)) capabilities.colours = ColourDepth::truecolour;
    capabilities.line_sizes = environment.is_xterm;
    capabilities.narrow_ambiguous = !is_east_asian(environment.locale);
    capabilities.kitty_keyboard = has_kitty_keyboard(environment);
    capabilities.unscroll = environment.term.starts_with("xterm-kitty");
    capabilities.modify_other_keys = has_modify_other_keys(environment);
    capabilities.synchronised_output = capabilities.synchronised_output || has_synchronised_output(environment);
}

} // namespace

bool is_xterm_kind(const TerminalEnvironment& environment)
{
    return starts_with_any(environment.term,
                           {"xterm", "rxvt", "screen", "tmux", "konsole", "gnome", "putty", "mintty", "st-"}) ||
           is_modern(environment);
}

Result<Capabilities> capabilities_of(const TerminalEnvironment& environment)
{
    const std::string& term = environment.term;
    if (term == "dumb") return Error("a terminal of type \"dumb\" cannot show a screen", ErrorCode::unsupported);
    const auto entry = read_terminfo(term);
    if (entry && !entry->is_ansi)
        return Error("a terminal of type \"" + term + "\" does not understand ANSI sequences", ErrorCode::unsupported);
    Capabilities capabilities = entry ? from_terminfo(*entry) : without_terminfo(environment);
    if (entry && entry->truecolour) capabilities.colours = ColourDepth::truecolour;
    add_environment_capabilities(capabilities, environment);
    return capabilities;
}

} // namespace cleat
