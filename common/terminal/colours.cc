#include "common/terminal/inner.h"

#include "common/terminal/colour_name.h"
#include "common/terminal/fields.h"

// Colour commands: xterm ctlseqs, "Operating System Commands", OSC 4, 5, 10 to 19, and 104, 105, 110 to 119.

namespace cleat {

namespace {

constexpr int INDEXED = 256;
constexpr int FIRST_DYNAMIC = 10;
constexpr int FIRST_OTHER_DYNAMIC = 13;
constexpr int HUNDRED = 100; ///< from a command to the one that resets it

} // namespace

/// OSC 4: the 256 colours, and from 256 on the special colours.
auto Terminal::Inner::indexed_colour(int index) -> std::optional<ColourSlot>
{
    if (index >= INDEXED) return special_colour(index - INDEXED);
    return ColourSlot{true, index};
}

/// OSC 5: colours for bold, underlined, blinking, reversed, italic text; not drawn here.
auto Terminal::Inner::special_colour(int number) -> std::optional<ColourSlot>
{
    if (number >= SPECIAL_COLOURS) return std::nullopt;
    return ColourSlot{false, number};
}

/// OSC 10 to 19: foreground, background and cursor are drawn; the colours of the pointer, the Tektronix window and the
/// selection are not.
auto Terminal::Inner::dynamic_colour(int number) -> std::optional<ColourSlot>
{
    if (number < FIRST_DYNAMIC || number > LAST_DYNAMIC_COLOUR) return std::nullopt;
    if (number >= FIRST_OTHER_DYNAMIC) return ColourSlot{false, number};
    return ColourSlot{true, number - FIRST_DYNAMIC + static_cast<int>(DynamicColour::foreground)};
}

/// The reply to a query: the colour the program set, otherwise that of the user's terminal, otherwise xterm's.
Colour Terminal::Inner::colour(const ColourSlot& place) const
{
    const auto& colours = place.is_drawn ? state_.palette : state_.other_colours;
    if (const auto set = colours.find(place.key); set != colours.end()) return set->second;
    if (!place.is_drawn) {
        // The backgrounds of pointer and Tektronix window fall back to the text's.
        const bool of_background = place.key == 14 || place.key == 16 || place.key == 19;
        return of_background ? state_.profile.background : state_.profile.foreground;
    }
    switch (static_cast<DynamicColour>(place.key)) {
    case DynamicColour::foreground: return state_.profile.foreground;
    case DynamicColour::background: return state_.profile.background;
    case DynamicColour::cursor: return state_.profile.cursor;
    }
    const auto users = state_.profile.palette.find(place.key);
    return users != state_.profile.palette.end() ? users->second
                                                 : standard_colour(static_cast<std::uint8_t>(place.key));
}

/// Sets a colour, or replies to "?" with the command that would set the current colour: `OSC command colour`.
void Terminal::Inner::set_or_report(const ColourSlot& place, const std::string& command, std::string_view wanted,
                                    Scanner::StringEnd end)
{
    if (wanted == "?") {
        reply("\x1b]" + command + ';' + colour_name(colour(place)) + std::string(Scanner::bytes_of(end)));
    } else if (const auto parsed = parse_colour(wanted)) {
        colours(place)[place.key] = *parsed;
    }
}

/// OSC 4 and 5: pairs of number and colour.
void Terminal::Inner::numbered_colours(int command, std::string_view text, Scanner::StringEnd end)
{
    while (!text.empty()) {
        const auto index = number_of(take_field(text));
        const auto wanted = take_field(text);
        if (!index) continue;
        const auto place = command == 4 ? indexed_colour(*index) : special_colour(*index);
        if (place) set_or_report(*place, std::to_string(command) + ';' + std::to_string(*index), wanted, end);
    }
}

/// OSC 10 to 19: each further colour belongs to the next number.
void Terminal::Inner::dynamic_colours(int first, std::string_view text, Scanner::StringEnd end)
{
    for (int number = first; number <= LAST_DYNAMIC_COLOUR && !text.empty(); ++number)
        set_or_report(*dynamic_colour(number), std::to_string(number), take_field(text), end);
}

/// OSC 104 and 105: resets the colours of OSC 4 and 5 with these numbers, or all.
void Terminal::Inner::reset_numbered_colours(int command, std::string_view text)
{
    const bool indexed = command - HUNDRED == 4;
    const bool all = text.empty();
    if (all && indexed) std::erase_if(state_.palette, [](const auto& entry) { return entry.first < INDEXED; });
    if (all && !indexed)
        std::erase_if(state_.other_colours, [](const auto& entry) { return entry.first < SPECIAL_COLOURS; });
    while (!text.empty()) {
        const auto index = number_of(take_field(text));
        if (!index) continue;
        const auto place = indexed ? indexed_colour(*index) : special_colour(*index);
        if (place) colours(*place).erase(place->key);
    }
}

/// OSC 110 to 119.
void Terminal::Inner::reset_dynamic_colour(int command)
{
    if (const auto place = dynamic_colour(command - HUNDRED)) colours(*place).erase(place->key);
}

} // namespace cleat
