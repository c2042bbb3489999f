#include "client/viewer/terminal_answers.h"

#include "common/base/overloaded.h"

#include <utility>

namespace cleat {

namespace {

void learn_colour(const ColourReply& reply, Profile& profile)
{
    if (reply.which == DynamicColour::foreground) profile.foreground = reply.colour;
    if (reply.which == DynamicColour::background) profile.background = reply.colour;
    if (reply.which == DynamicColour::cursor) profile.cursor = reply.colour;
}

/// 1 and 2 say that the mode can be set and reset (DECRPM).
void learn_mode(const ModeReply& reply, Capabilities& capabilities)
{
    const bool knows_it = reply.value == 1 || reply.value == 2;
    if (reply.mode == 2026) capabilities.synchronised_output = knows_it;
    if (reply.mode == 2027) capabilities.grapheme_clusters = knows_it;
}

} // namespace

bool learn(const ProbeReply& reply, Profile& profile, Painter& painter)
{
    Capabilities capabilities = painter.capabilities();
    const bool is_ability = std::visit(Overloaded{
                                           [&](const ColourReply& colour) {
                                               learn_colour(colour, profile);
                                               return false;
                                           },
                                           [&](const PaletteReply& entry) {
                                               profile.palette[entry.index] = entry.colour;
                                               return false;
                                           },
                                           [&](const CursorReply& cursor) {
                                               painter.set_resting_cursor(cursor.style);
                                               return false;
                                           },
                                           [&](const CellSizeReply& cell) {
                                               profile.cell_width = cell.width;
                                               profile.cell_height = cell.height;
                                               return false;
                                           },
                                           [&](const KeyboardReply&) {
                                               capabilities.kitty_keyboard = true;
                                               return true;
                                           },
                                           [&](const ModeReply& mode) {
                                               learn_mode(mode, capabilities);
                                               return true;
                                           },
                                           [](const auto&) { return false; },
                                       },
                                       reply);
    if (is_ability) painter.set_capabilities(std::move(capabilities));
    return is_ability;
}

} // namespace cleat
