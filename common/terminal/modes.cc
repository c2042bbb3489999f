#include "common/terminal/inner.h"

#include <algorithm>
#include <array>
#include <string>

namespace cleat {

namespace {

/// A private mode that is a switch in `Modes` and nothing more.
struct Flag {
    int number;
    bool Modes::*flag;
};

constexpr std::array FLAGS = {
    Flag{1, &Modes::cursor_keys},        Flag{5, &Modes::reverse_screen},
    Flag{45, &Modes::reverse_wrap},      Flag{66, &Modes::keypad},
    Flag{1004, &Modes::focus_reports},   Flag{1007, &Modes::alternate_scroll},
    Flag{2004, &Modes::bracketed_paste}, Flag{2027, &Modes::grapheme_clusters},
    Flag{2031, &Modes::theme_reports},   Flag{2048, &Modes::size_reports},
};

/// A private mode that is a switch in `QuietModes`.
struct QuietFlag {
    int number;
    bool QuietModes::*flag;
};

constexpr std::array QUIET_FLAGS = {
    QuietFlag{4, &QuietModes::smooth_scrolling},          QuietFlag{18, &QuietModes::print_form_feed},
    QuietFlag{19, &QuietModes::print_whole_screen},       QuietFlag{35, &QuietModes::hebrew_keyboard},
    QuietFlag{40, &QuietModes::may_change_columns},       QuietFlag{41, &QuietModes::tab_wraps},
    QuietFlag{42, &QuietModes::national_characters},      QuietFlag{95, &QuietModes::keeps_screen},
    QuietFlag{1045, &QuietModes::unbounded_reverse_wrap},
};

/// DEC's modes that cannot be set here: answered as terminals of their level without the thing do.
constexpr std::array NEVER_SET = {8,  34, 36, 57, 60,  61,  64,  67,  68,  73, 81,
                                  96, 97, 98, 99, 100, 101, 102, 103, 104, 106};
/// The same of ECMA-48 7.2: what it has beside IRM, SRM and LNM. KAM is one: a user can always type.
constexpr std::array NEVER_SET_ANSI = {1, 2, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19};

/// Modes whose values XTSAVE leaves alone: what they do is no state, or not the program's to go back to.
constexpr std::array NOT_SAVED = {3, 1048, 2026, 2048};

constexpr int LEVEL_OF_SIDEWAYS_MARGINS = 4;
constexpr int LEVEL_OF_KEPT_SCREEN = 5;

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

/// DECRPM's values.
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
        switch (s.parameters.value(i)) {
        case 4: state_.modes.insert = on; break;
        case 20: state_.modes.newline = on; break;
        default: break;
        }
    }
}

void Terminal::Inner::set_private_modes(const ControlSequence& s)
{
    for (int i = 0; i < s.parameters.count(); ++i) set_private_mode(s.parameters.value(i), s.final == 'h');
}

void Terminal::Inner::set_private_mode(int number, bool on)
{
    auto& modes = state_.modes;
    if (const auto* flag = find(FLAGS, number)) {
        modes.*flag->flag = on;
        if (number == 2048 && on) report_size_in_band();
        return;
    }
    if (const auto* mouse = find(TRACKINGS, number)) {
        modes.mouse_tracking = on ? mouse->tracking : MouseTracking::off;
        return;
    }
    if (const auto* mouse = find(ENCODINGS, number)) {
        if (on) modes.mouse_encoding = mouse->encoding;
        else if (modes.mouse_encoding == mouse->encoding) modes.mouse_encoding = MouseEncoding::standard;
        return;
    }
    if (const auto* quiet = find(QUIET_FLAGS, number)) {
        state_.quiet_modes.*quiet->flag = on;
        return;
    }
    switch (number) {
    case 3: return set_wide_columns(on);
    case 6: return set_origin(on);
    case 7: return set_autowrap(on);
    case 12: state_.cursor.blink = on; return;
    case 25: state_.cursor.visible = on; return;
    case 69: return set_sideways_margins(on);
    case 2026: return set_synchronised(on);
    case 47:
    case 1047:
    case 1049: return set_alternate(number, on);
    case 1048: return on ? save_cursor() : restore_cursor();
    default: return;
    }
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

/// DECLRMM. Rows of double width and it exclude each other (DEC STD 070).
void Terminal::Inner::set_sideways_margins(bool on)
{
    if (state_.level < LEVEL_OF_SIDEWAYS_MARGINS) return;
    state_.modes.left_right_margins = on;
    state_.margins.left = 0;
    state_.margins.right = state_.size.columns - 1;
    state_.cursor.pending_wrap = false;
    tell_margins();
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

/// DECCOLM, where xterm's mode 40 lets it: a clear screen, whole margins and the cursor at home. The size is its
/// viewers'.
void Terminal::Inner::set_wide_columns(bool on)
{
    auto& modes = state_.quiet_modes;
    if (!modes.may_change_columns) return;
    modes.wide_columns = on;
    const bool keeps = modes.keeps_screen && state_.level >= LEVEL_OF_KEPT_SCREEN;
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

/// XTRESTORE. A mode that was not saved stays as it is.
void Terminal::Inner::restore_modes(const ControlSequence& s)
{
    for (int i = 0; i < s.parameters.count(); ++i) {
        const auto saved = state_.saved_modes.find(s.parameters.value(i));
        if (saved != state_.saved_modes.end()) set_private_mode(saved->first, saved->second);
    }
}

/// DECSCL: a soft reset (DEC STD 070, and xterm), and what of the higher levels is not known any more. Whether replies
/// should have 8-bit controls is left alone: text is UTF-8.
void Terminal::Inner::set_level(const ControlSequence& s)
{
    const int level = s.parameters.value(0) - 60;
    if (level < 1 || level > TerminalState::HIGHEST_LEVEL) return;
    soft_reset();
    state_.level = level;
}

/// 47 switches; 1047 clears the alternate screen when it is left; 1049 saves the cursor and clears when it is entered.
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
    if (const auto* flag = find(FLAGS, number)) return status(modes.*flag->flag);
    if (const auto* mouse = find(TRACKINGS, number)) return status(modes.mouse_tracking == mouse->tracking);
    // Without the size of a cell there are no pixels to report.
    if (number == PIXELS && !state_.profile.knows_cells()) return UNKNOWN;
    if (const auto* mouse = find(ENCODINGS, number)) return status(modes.mouse_encoding == mouse->encoding);
    if (const auto* quiet = find(QUIET_FLAGS, number)) return status(state_.quiet_modes.*quiet->flag);
    if (has(NEVER_SET, number)) return ALWAYS_RESET;
    switch (number) {
    case 3: return status(state_.quiet_modes.wide_columns);
    case 6: return status(modes.origin);
    case 7: return status(modes.autowrap);
    case 12: return status(state_.cursor.blink);
    case 25: return status(state_.cursor.visible);
    case 69: return status(modes.left_right_margins);
    case 2026: return status(modes.synchronised);
    case 47:
    case 1047:
    case 1049: return status(state_.active == Side::alternate);
    case 1048: return status(state_.saved(state_.active).has_value());
    default: return UNKNOWN;
    }
}

int Terminal::Inner::ansi_mode_status(int number) const
{
    switch (number) {
    case 4: return status(state_.modes.insert);
    case 12: return ALWAYS_SET; // SRM: nothing is echoed here
    case 20: return status(state_.modes.newline);
    default: return has(NEVER_SET_ANSI, number) ? ALWAYS_RESET : UNKNOWN;
    }
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
