#include "common/player/player_overlay.h"

#include "common/player/player_page.h"

namespace cleat {

bool PlayerOverlay::close_help()
{
    if (!std::holds_alternative<Help>(shown_)) return false;
    shown_ = std::monostate();
    return true;
}

std::optional<CastTime> PlayerOverlay::take(PlayerKey key, const std::vector<CastMarker>& markers)
{
    auto& marker = std::get<Selected>(shown_).marker;
    switch (key) {
    case PlayerKey::far_forward: // up
        if (marker > 0) --marker;
        return std::nullopt;
    case PlayerKey::far_back: // down
        if (marker + 1 < markers.size()) ++marker;
        return std::nullopt;
    case PlayerKey::enter: {
        const auto time = markers[marker].time;
        shown_ = std::monostate();
        return time;
    }
    case PlayerKey::quit:
    case PlayerKey::cancel:
    case PlayerKey::markers: shown_ = std::monostate(); return std::nullopt;
    default: return std::nullopt;
    }
}

std::optional<Screen> PlayerOverlay::page(const std::vector<CastMarker>& markers, PlayerExit exit, Size terminal) const
{
    if (std::holds_alternative<Help>(shown_)) return help_page(player_help(exit), terminal);
    if (const auto* const selected = std::get_if<Selected>(&shown_))
        return marker_page(markers, selected->marker, terminal);
    return std::nullopt;
}

} // namespace cleat
