#include "common/terminal/inner.h"

#include <array>
#include <string>

namespace cleat {

namespace {

constexpr std::string_view ST = "\x1b\\";

std::string device_control_reply(std::string_view text)
{
    return "\x1bP" + std::string(text) + std::string(ST);
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string from_hex(std::string_view hex)
{
    std::string text;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        const int high = hex_digit(hex[i]);
        const int low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) return {};
        text.push_back(static_cast<char>(high * 16 + low));
    }
    return text;
}

std::string to_hex(std::string_view text)
{
    constexpr std::string_view DIGITS = "0123456789ABCDEF";
    std::string hex;
    for (const char c : text) {
        hex.push_back(DIGITS[static_cast<unsigned char>(c) >> 4]);
        hex.push_back(DIGITS[static_cast<unsigned char>(c) & 15]);
    }
    return hex;
}

struct Capability {
    std::string_view name;
    std::string_view value;
};

constexpr std::array CAPABILITIES = {
    Capability{"TN", "xterm-256color"}, Capability{"name", "xterm-256color"}, Capability{"Co", "256"},
    Capability{"colors", "256"},        Capability{"RGB", "8/8/8"},
};

const Capability* capability(std::string_view name)
{
    for (const auto& c : CAPABILITIES)
        if (c.name == name) return &c;
    return nullptr;
}

} // namespace

/// DA1: a VT220 with colour.
void Terminal::Inner::device_attributes(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) reply("\x1b[?62;22c");
}

/// DA2: a VT220, and a version that programs do not take for an xterm of any age.
void Terminal::Inner::secondary_attributes(const ControlSequence& s)
{
    if (s.parameters.value(0) == 0) reply("\x1b[>1;10;0c");
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
    case 996: return report_theme();
    default: return;
    }
}

bool Terminal::Inner::is_dark() const
{
    const auto background = colour(static_cast<int>(DynamicColour::background));
    return background.red() * 299 + background.green() * 587 + background.blue() * 114 < 128'000;
}

/// Modes 996 and 2031: `CSI ? 997 ; 1 n` is a dark background, 2 a light one.
void Terminal::Inner::report_theme()
{
    reply(is_dark() ? "\x1b[?997;1n" : "\x1b[?997;2n");
}

/// Tells the program that asked to be told (2031, 2048) what is different for it.
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

/// XTWINOPS: reports, and the stack of titles. Nothing that would move or size a window.
void Terminal::Inner::window_operation(const ControlSequence& s)
{
    const auto pair = [this](int kind, int height, int width) {
        reply("\x1b[" + std::to_string(kind) + ';' + std::to_string(height) + ';' + std::to_string(width) + 't');
    };
    const auto& [rows, columns] = state_.size;
    const auto& profile = state_.profile;
    const bool known = profile.cell_width > 0 && profile.cell_height > 0;
    constexpr std::size_t MOST_TITLES = 10;
    auto& saved = state_.saved_titles;
    const int what = s.parameters.value(1);
    switch (s.parameters.value(0)) {
    case 11: return reply("\x1b[1t");
    case 14: return known ? pair(4, rows * profile.cell_height, columns * profile.cell_width) : void();
    case 16: return known ? pair(6, profile.cell_height, profile.cell_width) : void();
    case 18: return pair(8, rows, columns);
    case 19: return pair(9, rows, columns);
    // A title could have been set by whoever wrote what the program shows, and would be typed into it: reported empty.
    case 20: return reply("\x1b]L\x1b\\");
    case 21: return reply("\x1b]l\x1b\\");
    case 22:
        if (saved.size() == MOST_TITLES) saved.erase(saved.begin());
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

/// DECRQSS: `DCS 1 $ r setting ST`, or `DCS 0 $ r ST` for what is unknown.
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
        value = state_.pen.style.has(Attribute::guarded) ? "1\"q" : "0\"q";
    } else if (what == "\"p") {
        value = "62;1\"p";
    } else {
        return reply(device_control_reply("0$r"));
    }
    reply(device_control_reply("1$r" + value));
}

/// XTGETTCAP: each name is answered by itself.
void Terminal::Inner::request_capabilities(std::string_view names)
{
    while (!names.empty()) {
        const auto hex = names.substr(0, names.find(';'));
        names.remove_prefix(std::min(names.size(), hex.size() + 1));
        if (hex.size() > 64) continue;
        if (const auto* found = capability(from_hex(hex)))
            reply(device_control_reply("1+r" + to_hex(found->name) + '=' + to_hex(found->value)));
        else if (hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos)
            reply(device_control_reply("0+r" + std::string(hex)));
    }
}

} // namespace cleat
