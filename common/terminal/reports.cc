#include "common/terminal/inner.h"

#include "common/terminal/hex.h"

#include <array>
#include <string>

namespace cleat {

namespace {

constexpr std::string_view ST = "\x1b\\";

std::string device_control_reply(std::string_view text)
{
    return "\x1bP" + std::string(text) + std::string(ST);
}

struct Capability {
    std::string_view name;
    std::string_view value;
};

constexpr std::array CAPABILITIES = {
    Capability{"TN", "xterm-256color"}, Capability{"name", "xterm-256color"}, Capability{"Co", "256"},
    Capability{"colors", "256"},        Capability{"RGB", "8/8/8"},           Capability{"Ms", "\x1b]52;%p1%s;%p2%s\a"},
};

const Capability* capability(std::string_view name)
{
    for (const auto& c : CAPABILITIES)
        if (c.name == name) return &c;
    return nullptr;
}

} // namespace

/// DA1: a VT420 with selective erase (6), left and right margins (21), colour (22), rectangular areas (28), and writing
/// to the clipboard (52), which is the controller's at that time.
void Terminal::Inner::device_attributes(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) reply("\x1b[?64;6;21;22;28;52c");
}

/// DA2: a VT420, and a version that programs do not mistake for one of xterm's.
void Terminal::Inner::secondary_attributes(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) reply("\x1b[>41;10;0c");
}

void Terminal::Inner::tertiary_attributes(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) reply(device_control_reply("!|00000000"));
}

void Terminal::Inner::version(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) reply(device_control_reply(">|cleat(" CLEAT_VERSION ")"));
}

void Terminal::Inner::device_status(const ControlSequence& s)
{
    const bool origin = state_.modes.origin;
    const int row = state_.cursor.row - (origin ? state_.margins.top : 0) + 1;
    const int column = state_.cursor.column - (origin ? state_.margins.left : 0) + 1;
    const auto position = std::to_string(row) + ';' + std::to_string(column);
    const std::string prefix = s.leader == 0 ? "\x1b[" : "\x1b[?";
    if (s.parameters.value(0) == 5 && s.leader == 0) reply("\x1b[0n");
    if (s.parameters.value(0) == 6) reply(prefix + position + (s.leader == 0 ? "R" : ";1R"));
}

void Terminal::Inner::private_device_status(const ControlSequence& s)
{
    switch (s.parameters.value(0)) {
    case 6: return device_status(s);          // DECXCPR
    case 15: return reply("\x1b[?13n");       // no printer
    case 25: return reply("\x1b[?20n");       // user-defined keys are not locked
    case 26: return reply("\x1b[?27;1;0;0n"); // a North American keyboard
    case 53:
    case 55: return reply("\x1b[?50n");   // no locator
    case 56: return reply("\x1b[?57;0n"); // of unknown type
    case 62: return reply("\x1b[0*{");    // DECMSR: no room for macros
    case 63: return reply(device_control_reply(std::to_string(s.parameters.value(1)) + "!~0000")); // DECCKSR: macros
    case 75: return reply("\x1b[?70n");                                                            // no malfunction
    case 85: return reply("\x1b[?83n");                                                            // one session only
    case 996: return report_theme();
    default: return;
    }
}

bool Terminal::Inner::is_dark() const
{
    const auto background = colour({true, static_cast<int>(DynamicColour::background)});
    return background.red() * 299 + background.green() * 587 + background.blue() * 114 < 128'000;
}

/// Modes 996 and 2031: `CSI ? 997 ; 1 n` is a dark background, 2 a light one.
void Terminal::Inner::report_theme()
{
    reply(is_dark() ? "\x1b[?997;1n" : "\x1b[?997;2n");
}

/// Reports changes to a program that requested it (2031, 2048).
void Terminal::Inner::set_profile(const TerminalProfile& profile)
{
    const bool was_dark = is_dark();
    const bool same_cells =
        profile.cell_width == state_.profile.cell_width && profile.cell_height == state_.profile.cell_height;
    state_.profile = profile;
    if (state_.modes.theme_reports && is_dark() != was_dark) report_theme();
    if (state_.modes.size_reports && !same_cells) report_size_in_band();
}

void Terminal::Inner::request_keyboard(const ControlSequence&)
{
    reply("\x1b[?" + std::to_string(state_.keyboard().current) + "u");
}

/// XTWINOPS 20 and 21. A title may come from another user or program, and the report is typed into the program: except
/// in conformance tests it is empty.
void Terminal::Inner::report_title(char kind, const std::string& title)
{
    std::string shown;
    if (state_.readback == Readback::allowed) shown = state_.title_modes.reported_in_hex ? to_hex(title) : title;
    reply("\x1b]" + (kind + shown) + std::string(ST));
}

/// XTSMTITLE and XTRMTITLE. Titles are always UTF-8, so only the modes for hexadecimal digits matter.
void Terminal::Inner::set_title_modes(const ControlSequence& s)
{
    const bool on = s.final == 't';
    if (!on && s.parameters.is_missing(0)) state_.title_modes = {};
    for (int i = 0; i < s.parameters.count(); ++i) {
        if (s.parameters.is_missing(i)) continue;
        if (s.parameters.value(i) == 0) state_.title_modes.given_in_hex = on;
        if (s.parameters.value(i) == 1) state_.title_modes.reported_in_hex = on;
    }
}

/// XTWINOPS: reports, and the title stack. Requests to move or resize a window are ignored.
void Terminal::Inner::window_operation(const ControlSequence& s)
{
    const auto pair = [this](int kind, int height, int width) {
        reply("\x1b[" + std::to_string(kind) + ';' + std::to_string(height) + ';' + std::to_string(width) + 't');
    };
    const auto& [rows, columns] = state_.size;
    const auto& profile = state_.profile;
    const bool known = profile.cell_width > 0 && profile.cell_height > 0;
    constexpr std::size_t MAX_TITLES = 10;
    auto& saved = state_.saved_titles;
    const int what = s.parameters.value(1);
    switch (s.parameters.value(0)) {
    case 11: return reply("\x1b[1t");
    case 14: return known ? pair(4, rows * profile.cell_height, columns * profile.cell_width) : void();
    case 16: return known ? pair(6, profile.cell_height, profile.cell_width) : void();
    case 18: return pair(8, rows, columns);
    case 19: return pair(9, rows, columns);
    case 20: return report_title('L', state_.icon);
    case 21: return report_title('l', state_.title);
    case 22:
        if (saved.size() == MAX_TITLES) saved.erase(saved.begin());
        saved.push_back({state_.title, state_.icon});
        return;
    case 23:
        if (saved.empty()) return;
        if (what != 1) state_.title = saved.back().title;
        if (what != 2) state_.icon = saved.back().icon;
        saved.pop_back();
        return;
    default: return;
    }
}

/// Mode 2048: `CSI 48 ; rows ; columns ; height ; width t`, pixels 0 where unknown.
void Terminal::Inner::report_size_in_band()
{
    const auto& [rows, columns] = state_.size;
    reply("\x1b[48;" + std::to_string(rows) + ';' + std::to_string(columns) + ';' +
          std::to_string(rows * state_.profile.cell_height) + ';' +
          std::to_string(columns * state_.profile.cell_width) + 't');
}

void Terminal::Inner::device_control(std::string_view payload)
{
    if (payload.starts_with("$q")) request_status_string(payload.substr(2));
    else if (payload.starts_with("+q")) request_capabilities(payload.substr(2));
}

/// DECRQSS: `DCS 1 $ r setting ST`, or `DCS 0 $ r ST` for an unknown setting.
void Terminal::Inner::request_status_string(std::string_view what)
{
    const auto& margins = state_.margins;
    std::string value;
    if (what == "m") {
        value = graphic_rendition(state_.pen.style) + 'm';
    } else if (what == "r") {
        value = std::to_string(margins.top + 1) + ';' + std::to_string(margins.bottom + 1) + 'r';
    } else if (what == "s") {
        value = std::to_string(margins.left + 1) + ';' + std::to_string(margins.right + 1) + 's';
    } else if (what == " q") {
        const int shape = 2 * static_cast<int>(state_.cursor.shape);
        value = std::to_string(shape == 0 ? 0 : shape - (state_.cursor.blink ? 1 : 0)) + " q";
    } else if (what == "\"q") {
        const bool guarded = state_.pen.style.has(Attribute::guarded) && state_.protection == Protection::selective;
        value = guarded ? "1\"q" : "0\"q";
    } else if (what == "\"p") {
        value = std::to_string(60 + state_.level) + ";1\"p";
    } else if (what == "*x") {
        value = std::to_string(static_cast<int>(state_.change_extent)) + "*x";
    } else if (what == "t" || what == "*|") { // DECSLPP, DECSNLS
        value = std::to_string(state_.size.rows) + std::string(what);
    } else if (what == "$|") { // DECSCPP
        value = std::to_string(state_.size.columns) + "$|";
    } else if (what == "$}" || what == "$~") { // DECSASD, DECSSDT: no status line
        value = '0' + std::string(what);
    } else {
        return reply(device_control_reply("0$r"));
    }
    reply(device_control_reply("1$r" + value));
}

/// XTGETTCAP: each name gets a separate reply.
void Terminal::Inner::request_capabilities(std::string_view names)
{
    while (!names.empty()) {
        const auto hex = names.substr(0, names.find(';'));
        names.remove_prefix(std::min(names.size(), hex.size() + 1));
        if (hex.size() > 64) continue;
        if (const auto* found = capability(from_hex(hex).value_or("")))
            reply(device_control_reply("1+r" + to_hex(found->name) + '=' + to_hex(found->value)));
        else if (hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos)
            reply(device_control_reply("0+r" + std::string(hex)));
    }
}

} // namespace cleat
