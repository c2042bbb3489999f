#include "common/terminal/sound_state.h"

#include "common/model/packed_row.h"
#include "common/terminal/sequence.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace cleat {

namespace {

constexpr std::size_t LONGEST_TEXT = 64U << 10; // titles, links and directories: the limit of a control string
constexpr std::size_t LONGEST_ANCHOR_ROW = 16U << 20;
constexpr std::size_t MAX_SAVED_TITLES = 64;
constexpr std::size_t MAX_ANCHOR_ROWS = 128U << 10; // a screenful, and one line of the history
constexpr int LAST_INDEXED = 255;
constexpr int ALL_KEYBOARD_FLAGS = 31;
constexpr int MAX_OTHER_KEYS = 2;
constexpr int LARGEST_CELL = UINT16_MAX;
constexpr char32_t LAST_CHARACTER = 0x10ffff;

bool is_short(const std::string& text)
{
    return text.size() <= LONGEST_TEXT;
}

template <class T>
bool is_within(T value, T least, T most)
{
    return value >= least && value <= most;
}

bool is_on(int row, int column, Size size)
{
    return is_within(row, 0, size.rows - 1) && is_within(column, 0, size.columns - 1);
}

/// Whether all keys are at most `last`.
template <class T>
bool has_keys_up_to(const std::map<int, T>& map, int last)
{
    return map.empty() || (map.begin()->first >= 0 && map.rbegin()->first <= last);
}

bool is_sound(const Modes& modes)
{
    return modes.keyboard_flags <= ALL_KEYBOARD_FLAGS && modes.modify_other_keys <= MAX_OTHER_KEYS;
}

bool is_sound(const Margins& margins, Size size)
{
    return is_on(margins.top, margins.left, size) && is_on(margins.bottom, margins.right, size) &&
           margins.top <= margins.bottom && margins.left <= margins.right;
}

bool is_sound(const Charsets& charsets)
{
    return charsets.gl <= 3 && charsets.single <= 3;
}

bool is_sound(const Pen& pen)
{
    return pen.style.attributes < static_cast<unsigned>(Attribute::guarded) << 1U && is_short(pen.link.id) &&
           is_short(pen.link.uri);
}

bool is_sound(const SavedCursor& saved, Size size)
{
    return is_on(saved.row, saved.column, size) && is_sound(saved.pen) && is_sound(saved.charsets);
}

bool is_sound(const KeyboardStack& keyboard)
{
    return keyboard.current <= ALL_KEYBOARD_FLAGS && keyboard.pushed.size() <= KeyboardStack::LIMIT &&
           std::ranges::all_of(keyboard.pushed, [](auto flags) { return flags <= ALL_KEYBOARD_FLAGS; });
}

bool is_sound(const TerminalProfile& profile)
{
    return has_keys_up_to(profile.palette, LAST_INDEXED) && is_within(profile.cell_width, 0, LARGEST_CELL) &&
           is_within(profile.cell_height, 0, LARGEST_CELL);
}

bool is_sound(const AnchoredCursor& cursor)
{
    return cursor.row <= MAX_ANCHOR_ROWS + MAX_SIDE && is_within(cursor.column, 0, MAX_SIDE);
}

bool is_sound_row(const std::string& row)
{
    return !row.empty() && row.size() <= LONGEST_ANCHOR_ROW && packed_length(row) <= MAX_SIDE;
}

bool is_sound(const ResizeAnchor& anchor)
{
    return is_within(anchor.columns, 1, MAX_SIDE) && anchor.rows.size() <= MAX_ANCHOR_ROWS &&
           std::ranges::all_of(anchor.rows, is_sound_row) && anchor.above <= anchor.rows.size() &&
           anchor.blank_rows <= MAX_SIDE && (!anchor.cursor || is_sound(*anchor.cursor)) &&
           (!anchor.saved || is_sound(*anchor.saved));
}

bool are_sound_titles(const std::vector<SavedTitle>& titles)
{
    return titles.size() <= MAX_SAVED_TITLES && std::ranges::all_of(titles, [](const SavedTitle& saved) {
               return is_short(saved.title) && is_short(saved.icon);
           });
}

} // namespace

bool is_sound(const TerminalState& state)
{
    const Size size = state.size;
    if (!is_valid(size)) return false;
    return is_on(state.cursor.row, state.cursor.column, size) && is_sound(state.modes) &&
           is_sound(state.margins, size) && is_within(state.level, 1, TerminalState::HIGHEST_LEVEL) &&
           has_keys_up_to(state.saved_modes, Parameters::LARGEST) && is_sound(state.charsets) && is_sound(state.pen) &&
           std::ranges::all_of(state.saved_cursors,
                               [size](const auto& saved) { return !saved || is_sound(*saved, size); }) &&
           std::ranges::all_of(state.keyboards, [](const auto& keyboard) { return is_sound(keyboard); }) &&
           is_short(state.title) && is_short(state.icon) && are_sound_titles(state.saved_titles) &&
           has_keys_up_to(state.palette, static_cast<int>(DynamicColour::cursor)) &&
           has_keys_up_to(state.other_colours, LAST_DYNAMIC_COLOUR) && is_short(state.working_directory) &&
           state.last_character <= LAST_CHARACTER && is_sound(state.profile) &&
           (!state.anchor || is_sound(*state.anchor));
}

} // namespace cleat
