#pragma once

#include "common/model/screen.h"
#include "common/recording/cast_index.h"
#include "common/render/crop.h"

#include <string>
#include <vector>

namespace cleat {

/// What the terminal shows of a recording: as much of the screen as fits, from `corner` on, and `bar` on the last line;
/// an empty bar takes up no line.
[[nodiscard]] Screen player_page(const Screen& screen, Size terminal, Corner corner, const std::string& bar);

/// The part of the terminal that shows the screen.
[[nodiscard]] Size player_window(Size terminal, const std::string& bar);

/// The list of keys, one on each row, or in several columns if the terminal has too few rows.
[[nodiscard]] Screen help_page(const std::vector<std::string>& keys, Size terminal);

/// The list of markers with one selected, and the keys that work in it.
[[nodiscard]] Screen marker_page(const std::vector<CastMarker>& markers, std::size_t chosen, Size terminal);

} // namespace cleat
