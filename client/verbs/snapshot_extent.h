#pragma once

#include "common/base/result.h"
#include "common/terminal/snapshot.h"

#include <cstdint>

namespace cleat {

/// How much there is to write of a snapshot. A few of its bytes can be a row of blanks, or a link that is written again
/// for every other cell, so its own length tells little.
struct SnapshotExtent {
    /// Rows of which links are written.
    enum class Links : std::uint8_t { none, of_screen, of_all };

    static constexpr std::uint64_t MOST_CELLS = 64U << 20;
    static constexpr std::uint64_t MOST_LINK_BYTES = 32U << 20;

    std::uint64_t history_cells = 0; ///< without those that are empty to the right margin
    std::uint64_t link_bytes = 0;    ///< each link as often as it is written

    /// Counts until one of the two is more than may be.
    static SnapshotExtent of(const Snapshot& snapshot, Links links);
    bool operator==(const SnapshotExtent&) const = default;
};

/// `invalid` where a server gave a snapshot of which more would have to be written than a screen and its history are
/// worth: 64 Mi cells of history, 32 MiB of links.
Result<void> check_extent(const SnapshotExtent& extent);

} // namespace cleat
