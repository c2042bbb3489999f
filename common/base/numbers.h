#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <string_view>

namespace cleat {

/// A decimal integer of `[least, most]`, nothing before or after it: no blanks, no "+", no leading "0x". Otherwise
/// `invalid`.
Result<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most);

/// A number of bytes, or of KiB, MiB or GiB with `K`, `M` or `G` after it: `512`, `100M`. Otherwise `invalid`.
Result<std::uint64_t> parse_bytes(std::string_view text);

/// Two counts as a user writes a terminal's size: `80x24` is 80 columns of 24 rows.
struct Dimensions {
    int columns = 0;
    int rows = 0;

    bool operator==(const Dimensions&) const = default;
};

/// `COLUMNSxROWS`, each from 1 to `most`. Otherwise `invalid`.
Result<Dimensions> parse_dimensions(std::string_view text, int most);

} // namespace cleat
