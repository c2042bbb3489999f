#pragma once

#include "common/export/excerpt.h"

#include <string>

namespace cleat {

/// Pictures of more than that are refused: who wants them wants a smaller part.
inline constexpr std::size_t MOST_FRAMES = 3'000;

/// A picture of SVG as PNG, by rsvg-convert(1). An error that names its Debian package where it is not there.
Result<std::string> png_of(const std::string& svg);

/// A part of a recording as an animated GIF, at most ten pictures a second and no pause longer than `longest_pause`, by
/// rsvg-convert(1) and ImageMagick's convert(1).
Result<std::string> gif_of(CastPlayer& player, const CastIndex& index, const CastRange& range, CastTime longest_pause);

} // namespace cleat
