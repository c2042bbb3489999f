#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <string_view>

namespace cleat {

/// Parses a decimal integer in `[least, most]` with nothing before or after it: no blanks, no "+", no leading "0x".
/// Otherwise `invalid`.
Result<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most);

/// Parses a number of bytes, or of KiB, MiB or GiB with the suffix `K`, `M` or `G` (or `k`, `m`, `g`): `512`, `100M`.
/// Otherwise `invalid`.
Result<std::uint64_t> parse_bytes(std::string_view text);

/// A terminal size as users write it: `80x24` is 80 columns by 24 rows.
struct Dimensions {
    int columns = 0;
    int rows = 0;

    bool operator==(const Dimensions&) const = default;
};

/// Parses `COLUMNSxROWS`, each from 1 to `most`. Otherwise `invalid`.
Result<Dimensions> parse_dimensions(std::string_view text, int most);

} // namespace cleat
