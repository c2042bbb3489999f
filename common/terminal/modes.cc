#include "common/terminal/inner.h"

#include <algorithm>
#include <array>
#include <string>

namespace cleat {

namespace {

/// DEC modes that cannot be set here. They are reported as permanently reset, as by a terminal that knows the mode but
/// lacks the feature.
constexpr std::array NEVER_SET = {8,  34, 36, 57, 60,  61,  64,  67,  68,  73, 81,
                                  96, 97, 98, 99, 100, 101, 102, 103, 104, 106};
/// Likewise, the modes of ECMA-48 7.2 other than IRM, SRM and LNM. KAM is among them, because a user can always type.
constexpr std::array NEVER_SET_ANSI = {1, 2, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19};

/// Modes that XTSAVE ignores: they have no state, or none that the program should go back to.
constexpr std::array NOT_SAVED = {3, 1048, 2026, 2048};

constexpr int LEVEL_OF_SIDEWAYS_MARGINS = 4;
constexpr int KEPT_SCREEN_LEVEL = 5;

struct Tracking {
    int number;
    MouseTracking tracking;
};

constexpr std::array TRACKINGS = {
    Tracking{9, MouseTracking::x10},
    Tracking{1000, MouseTracking::click},
    Tracking{1002, MouseTracking::drag},
    Tracking{1003, MouseTracking::motion},
};

constexpr int PIXELS = 1016;

struct Encoding {
    int number;
    MouseEncoding encoding;
};

constexpr std::array ENCODINGS = {
    Encoding{1005, MouseEncoding::utf8},
    Encoding{1006, MouseEncoding::sgr},
    Encoding{1015, MouseEncoding::urxvt},
    Encoding{PIXELS, MouseEncoding::sgr_pixels},
};

template <class Table>
auto find(const Table& table, int number) -> const typename Table::value_type*
{
    const auto* found =
        std::find_if(table.begin(), table.end(), [number](const auto& t) { return t.number == number; });
    return found == table.end() ? nullptr : found;
}

template <class Table>
bool has(const Table& table, int number)
{
    return std::find(table.begin(), table.end(), number) != table.end();
}

/// DECRPM values.
enum Status { UNKNOWN = 0, SET = 1, RESET = 2, ALWAYS_SET = 3, ALWAYS_RESET = 4 };

Status status(bool on)
{
    return on ? SET : RESET;
}

} // namespace

void Terminal::Inner::set_ansi_modes(const ControlSequence& s)
{
    const bool on = s.final == 'h';
    for (int i = 0; i < s.parameters.count(); ++i) {
        if (const auto* mode = find_mode(MODES, ModeSet::ansi, s.parameters.value(i))) state_.modes.*mode->flag = on;
    }
}

void Terminal::Inner::set_private_modes(const ControlSequence& s)
{
    for (int i = 0; i < s.parameters.count(); ++i) set_private_mode(s.parameters.value(i), s.final == 'h');
}

void Terminal::Inner::set_private_mode(int number, bool on)
{
    auto& modes = state_.modes;
    if (has(NEVER_SET, number) || set_acting_mode(number, on)) return;
    if (const auto* mode = find_mode(MODES, ModeSet::dec, number)) {
        modes.*mode->flag = on;
        return;
    }
    if (const auto* quiet = find_mode(QUIET_MODES, ModeSet::dec, number)) {
        state_.quiet_modes.*quiet->flag = on;
        return;
    }
    if (const auto* mouse = find(TRACKINGS, number)) {
        modes.mouse_tracking = on ? mouse->tracking : MouseTracking::off;
        return;
    }
    if (const auto* mouse = find(ENCODINGS, number)) {
        if (on) modes.mouse_encoding = mouse->encoding;
        else if (modes.mouse_encoding == mouse->encoding) modes.mouse_encoding = MouseEncoding::standard;
    }
}

/// Modes that are more than a switch.
bool Terminal::Inner::set_acting_mode(int number, bool on)
{
    switch (number) {
    case 3: set_wide_columns(on); return true;
    case 6: set_origin(on); return true;
    case 7: set_autowrap(on); return true;
    case 12: state_.cursor.blink = on; return true;
    case 25: state_.cursor.visible = on; return true;
    case 69: set_sideways_margins(on); return true;
    case 2026: set_synchronised(on); return true;
    case 2048: set_size_reports(on); return true;
    case 47:
    case 1047:
    case 1049: set_alternate(number, on); return true;
    case 1048: on ? save_cursor() : restore_cursor(); return true;
    default: return false;
    }
}

void Terminal::Inner::set_size_reports(bool on)
{
    state_.modes.size_reports = on;
    if (on) report_size_in_band();
}

void Terminal::Inner::set_origin(bool on)
{
    state_.modes.origin = on;
    home();
}

void Terminal::Inner::set_autowrap(bool on)
{
    state_.modes.autowrap = on;
    if (!on) state_.cursor.pending_wrap = false;
}

/// DECLRMM. It excludes double-width rows (DEC STD 070).
void Terminal::Inner::set_sideways_margins(bool on)
{
    if (state_.level < LEVEL_OF_SIDEWAYS_MARGINS) return;
    state_.modes.left_right_margins = on;
    state_.margins.left = 0;
    state_.margins.right = state_.size.columns - 1;
    state_.cursor.pending_wrap = false;
    pass_margins();
    if (!on) return;
    for (auto* screen : {&primary_, &alternate_}) screen->reset_line_sizes(now());
}

void Terminal::Inner::set_synchronised(bool on)
{
    if (on && !state_.modes.synchronised) {
        before_update_ = Frame{screen(), history_.end_row(), fed_before_};
        ++updates_;
    }
    if (!on) before_update_.reset();
    state_.modes.synchronised = on;
}

/// DECCOLM, if xterm's mode 40 allows it: clears the screen, resets the margins and homes the cursor. The size does not
/// change; the viewers determine it.
void Terminal::Inner::set_wide_columns(bool on)
{
    auto& modes = state_.quiet_modes;
    if (!modes.may_change_columns) return;
    modes.wide_columns = on;
    const bool keeps = modes.keeps_screen && state_.level >= KEPT_SCREEN_LEVEL;
    if (!keeps) erase({0, state_.size.rows, 0, state_.size.columns}, false);
    state_.modes.left_right_margins = false;
    reset_margins();
    home();
}

/// XTSAVE.
void Terminal::Inner::save_modes(const ControlSequence& s)
{
    for (int i = 0; i < s.parameters.count(); ++i) {
        const int number = s.parameters.value(i);
        const int value = private_mode_status(number);
        if ((value == SET || value == RESET) && !has(NOT_SAVED, number)) state_.saved_modes[number] = value == SET;
    }
}

/// XTRESTORE. A mode that was not saved is unchanged.
void Terminal::Inner::restore_modes(const ControlSequence& s)
{
    for (int i = 0; i < s.parameters.count(); ++i) {
        const auto saved = state_.saved_modes.find(s.parameters.value(i));
        if (saved != state_.saved_modes.end()) set_private_mode(saved->first, saved->second);
    }
}

/// DECSCL: a soft reset (DEC STD 070, and xterm), and drops features of the higher levels. The choice of 8-bit controls
/// for replies is ignored: text is UTF-8.
void Terminal::Inner::set_level(const ControlSequence& s)
{
    const int level = s.parameters.value(0) - 60;
    if (level < 1 || level > TerminalState::HIGHEST_LEVEL) return;
    soft_reset();
    state_.level = level;
}

/// 47 switches; 1047 clears the alternate screen on leaving; 1049 saves the cursor, and clears on entering.
void Terminal::Inner::set_alternate(int number, bool on)
{
    const bool entering = number == 1049 && on;
    const bool leaving = number == 1047 && !on && state_.active == Side::alternate;
    const Rect all{0, state_.size.rows, 0, state_.size.columns};
    if (entering) save_cursor();
    if (leaving) erase(all, false);
    switch_to(on ? Side::alternate : Side::primary);
    if (entering) {
        state_.cursor.pending_wrap = false;
        erase(all, false);
        alternate_.reset_line_sizes(now());
    }
    if (number == 1049 && !on) restore_cursor();
}

int Terminal::Inner::private_mode_status(int number) const
{
    const auto& modes = state_.modes;
    if (const auto* mode = find_mode(MODES, ModeSet::dec, number)) return status(modes.*mode->flag);
    if (const auto* mouse = find(TRACKINGS, number)) return status(modes.mouse_tracking == mouse->tracking);
    // Without the size of a cell there are no pixels to report.
    if (number == PIXELS && !state_.profile.knows_cells()) return UNKNOWN;
    if (const auto* mouse = find(ENCODINGS, number)) return status(modes.mouse_encoding == mouse->encoding);
    if (has(NEVER_SET, number)) return ALWAYS_RESET;
    if (const auto* quiet = find_mode(QUIET_MODES, ModeSet::dec, number))
        return status(state_.quiet_modes.*quiet->flag);
    switch (number) {
    case 12: return status(state_.cursor.blink);
    case 25: return status(state_.cursor.visible);
    case 47:
    case 1047:
    case 1049: return status(state_.active == Side::alternate);
    case 1048: return status(state_.saved(state_.active).has_value());
    default: return UNKNOWN;
    }
}

int Terminal::Inner::ansi_mode_status(int number) const
{
    constexpr int SRM = 12;
    if (number == SRM) return ALWAYS_SET; // there is no local echo
    if (const auto* mode = find_mode(MODES, ModeSet::ansi, number)) return status(state_.modes.*mode->flag);
    return has(NEVER_SET_ANSI, number) ? ALWAYS_RESET : UNKNOWN;
}

void Terminal::Inner::request_ansi_mode(const ControlSequence& s)
{
    const int number = s.parameters.value(0);
    reply("\x1b[" + std::to_string(number) + ';' + std::to_string(ansi_mode_status(number)) + "$y");
}

void Terminal::Inner::request_private_mode(const ControlSequence& s)
{
    const int number = s.parameters.value(0);
    reply("\x1b[?" + std::to_string(number) + ';' + std::to_string(private_mode_status(number)) + "$y");
}

} // namespace cleat
