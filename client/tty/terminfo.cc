#include "client/tty/terminfo.h"

#include <cstdint>

// Both define macros with everyday names, so they are included last, and only here.
#include <curses.h>
#include <term.h>

#undef columns
#undef scroll_forward

namespace cleat {

namespace {

std::string string_of(const char* name)
{
    const char* value = tigetstr(name);
    // Null if absent, and (char*)-1 if not a string capability.
    if (value == nullptr || reinterpret_cast<std::intptr_t>(value) == -1) return {};
    return value;
}

int number_of(const char* name)
{
    const int value = tigetnum(name);
    return value > 0 ? value : 0;
}

bool has_flag(const char* name)
{
    return tigetflag(name) > 0;
}

/// Extended capabilities are flags in one database and numbers or strings in the next.
bool has_any(const char* name)
{
    return has_flag(name) || number_of(name) > 0 || !string_of(name).empty();
}

Terminfo read_current()
{
    return {
        .colours = number_of("colors"),
        .rows = number_of("lines"),
        .columns = number_of("cols"),
        .background_erase = has_flag("bce"),
        .truecolour = has_any("RGB") || has_flag("Tc"),
        .is_ansi = string_of("cup").starts_with("\x1b[%i%p1%d;%p2%dH"),
        .is_xterm_kind = has_flag("XT"),
        .underline_styles = has_flag("Su") || has_any("Smulx"),
        .synchronised = has_any("Sync"),
        .erase_characters = string_of("ech"),
        .scroll_region = string_of("csr"),
        .scroll_forward = string_of("indn"),
        .enter_alternate = string_of("smcup"),
        .leave_alternate = string_of("rmcup"),
        .faint = string_of("dim"),
        .italic = string_of("sitm"),
        .conceal = string_of("invis"),
        .strike = string_of("smxx"),
        .overline = string_of("Smol"),
        .underline_colour = string_of("Setulc"),
        .cursor_style = string_of("Ss"),
        .hide_cursor = string_of("civis"),
        .bracketed_paste = string_of("BE"),
        .mouse = string_of("kmous"),
        .to_title = string_of("tsl"),
    };
}

} // namespace

Result<Terminfo> read_terminfo(const std::string& name)
{
    int found = 0;
    TERMINAL* const before = cur_term;
    if (name.empty() || setupterm(name.c_str(), 1, &found) != OK)
        return Error("no terminfo entry for \"" + name + "\"", ErrorCode::not_found);
    const Terminfo entry = read_current();
    del_curterm(set_curterm(before));
    return entry;
}

} // namespace cleat
