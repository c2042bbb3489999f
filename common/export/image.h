#pragma once

#include "common/export/excerpt.h"

#include <string>

namespace cleat {

/// The limit on an animation's frames; longer parts of a recording are refused.
inline constexpr std::size_t MAX_FRAMES = 3'000;

/// Converts SVG to PNG with rsvg-convert(1). If that is not installed, the error names its Debian package.
Result<std::string> png_of(const std::string& svg);

/// Makes an animated GIF of part of a recording, with at most ten frames per second and no pause longer than
/// `longest_pause`, with rsvg-convert(1) and ImageMagick's convert(1).
Result<std::string> gif_of(CastPlayer& player, const CastIndex& index, const CastRange& range, CastTime longest_pause);

} // namespace cleat
